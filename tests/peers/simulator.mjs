// Where the simulator is, as it said itself when it was started.

const said = process.env.DESKBELL_PEERS_SIM;
if (!said) throw new Error('DESKBELL_PEERS_SIM is not set; `cargo xtask test` starts the simulator and sets it');

export const simulator = JSON.parse(said);
