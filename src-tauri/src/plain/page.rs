//! What the form's page is elsewhere: it fills the plain window, keeps what was written when it closes, sends it, and
//! tells how it goes on.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use crate::bell::Bell;
use crate::controller::Request;
use crate::shell::Window;
use crate::speech::{native, pages};
use crate::view::{
    BrandView, DraftInput, ErrorView, FormView, KeptView, RequesterView, SendInput, SentView, TicketView,
};

use super::{Happening, Open, Pane, Status, Written, words};

/// Opens the window and serves it until it is gone.
pub async fn serve(
    bell: Arc<Bell>,
    open: Open,
    happenings: UnboundedSender<Happening>,
    received: UnboundedReceiver<Happening>,
) {
    match Page::open(&bell, open, happenings).await {
        Ok(page) => page.run(received).await,
        Err(sentence) => bell.shell.notify(&bell.speech().say(native::NOTIFY_NO_FORM), &sentence),
    }
    bell.ask(Request::Gone(Window::Form));
}

struct Page {
    bell: Arc<Bell>,
    pane: Box<dyn Pane>,
    draft: String,
    brand: BrandView,
    /// Of a draft that was kept in the form proper, what this window has no controls for.
    kept: Option<KeptView>,
    sent: Option<SentView>,
    not_kept: bool,
}

impl Page {
    /// The error is a sentence for the person.
    async fn open(bell: &Arc<Bell>, open: Open, happenings: UnboundedSender<Happening>) -> Result<Self, String> {
        let speech = bell.speech();
        let said = |error: ErrorView| words::said(&error, &bell.about().brand, speech);
        let form = bell.form_open().await.map_err(said)?;
        let draft = go_on(bell, &form).map_err(said)?;
        let facts = bell.facts().await.unwrap_or_default();
        let sheet = words::sheet(&form, &words::named(&facts, speech), speech);
        let choices: Vec<String> = sheet.choices.iter().map(|choice| choice.id.clone()).collect();
        let pane = open(sheet, happenings).map_err(|reason| {
            tracing::error!("the plain window could not be opened: {reason}");
            said(ErrorView::internal())
        })?;
        bell.painted().await;
        Ok(Self {
            bell: Arc::clone(bell),
            pane,
            draft,
            brand: form.brand,
            kept: form.kept.map(|kept| words::beyond(kept, &choices)),
            sent: None,
            not_kept: false,
        })
    }

    async fn run(mut self, mut received: UnboundedReceiver<Happening>) {
        while let Some(happening) = received.recv().await {
            match happening {
                Happening::Send(written) => self.send(written).await,
                Happening::CloseWanted => self.bell.ask(Request::CloseWanted(Window::Form)),
                Happening::Left(written) => self.leave(written).await,
                Happening::Focus => self.pane.focus(),
                Happening::CloseAsked => self.pane.ask(),
                Happening::Destroy => self.pane.destroy(),
                Happening::Told(ticket) => self.told(ticket),
                Happening::Gone => return,
            }
        }
    }

    async fn send(&mut self, written: Written) {
        self.pane.say(Status::Saving);
        let input = SendInput {
            draft: self.input(written),
            pictures: Vec::new(),
            facts_off: Vec::new(),
        };
        match self.bell.send(input, true).await {
            Ok(sent) => {
                self.sent = Some(sent);
                self.show_receipt();
            }
            Err(error) => self.pane.say(Status::Writing {
                note: Some(words::note(&error, &self.brand, self.bell.speech())),
            }),
        }
    }

    fn told(&mut self, ticket: TicketView) {
        if let Some(sent) = &mut self.sent
            && sent.ticket.id == ticket.id
            && sent.ticket != ticket
        {
            sent.ticket = ticket;
            self.show_receipt();
        }
    }

    fn show_receipt(&self) {
        if let Some(sent) = &self.sent {
            let receipt = words::receipt(&sent.ticket, &self.brand, sent.no_room.as_ref(), self.bell.speech());
            self.pane.say(Status::Sent(receipt));
        }
    }

    /// Keeps what was written, then closes. What can't be kept holds the window open, once.
    async fn leave(&mut self, written: Written) {
        if !self.not_kept && self.bell.keep_draft(self.input(written)).await.is_err() {
            self.not_kept = true;
            self.pane.say(Status::Writing {
                note: Some((self.bell.speech().say(pages::KEEP_TROUBLE), super::Place::Message)),
            });
            return;
        }
        self.bell.ask(Request::Close(Window::Form));
    }

    fn input(&self, written: Written) -> DraftInput {
        let kept = self.kept.as_ref();
        DraftInput {
            draft: self.draft.clone(),
            message: written.message,
            selections: [
                written.ticked,
                kept.map_or_else(Vec::new, |kept| kept.selections.clone()),
            ]
            .concat(),
            answers: kept.map(|kept| kept.answers.clone()).unwrap_or_default(),
            requester: RequesterView {
                name: written.name,
                email: written.email,
                phone: written.phone,
            },
            on_behalf_of: kept.and_then(|kept| kept.on_behalf_of.clone()),
            files: kept.map_or_else(Vec::new, |kept| kept.files.iter().map(|file| file.id.clone()).collect()),
        }
    }
}

/// The draft this window writes: one that was kept, if there is one.
fn go_on(bell: &Bell, form: &FormView) -> Result<String, ErrorView> {
    let Some(kept) = &form.kept else {
        return Ok(form.draft.clone());
    };
    bell.continue_kept(&kept.draft)?;
    Ok(kept.draft.clone())
}
