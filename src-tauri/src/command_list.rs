// Every command a window may call, once. Included by build.rs (each becomes a permission), by main.rs (each gets its
// handler) and by the test that compares them with the capabilities and with ui/src/host.
macro_rules! every_command {
    ($then:ident) => {
        $then! {
            form_open painted pictures retake edit_picture facts add_files add_bytes remove_file keep_draft
            continue_kept discard_kept send tickets this_pc about language speak close_window
        }
    };
}
