### What the tray app says outside of its pages: the tray, the windows' titles, notifications, and the plain window of a
### PC without a web view. It also says sentences of ui/src/languages/, where these are; names are never given twice.
### Manners as in ui/src/languages/en.ftl. $brand is a name ("Contoso IT") or that file's brand-default; $whom is one of
### the two, with the number to call if there is one (see whom).

## The tray

tray-new = New ticket
# Followed by a line for each; $count is how many wait.
tray-tickets = Tickets waiting ({ $count })…
tray-about = About
tray-quit = Quit
# A line of the menu: $ticket is a code, or a code and a number.
tray-ticket = { $ticket }, { $standing }
ticket-sending = being sent
ticket-offline = goes out when you are back online
ticket-waiting = waits for its turn
ticket-late = waits for long; call if it can't
ticket-parked = needs your IT team
tray-ready = Press for help
tray-working =
    { $count ->
        [one] One request is on its way
       *[other] { $count } requests are on their way
    }
tray-late = A request has waited for more than an hour
tray-parked = A request needs your IT team to look at this PC
tray-not-connected = Deskbell is not connected to your IT team yet

## Notifications

whom = { $brand } on { $phone }
notify-sent = Your request was sent
notify-sent-number = Ticket { $number } is with { $brand }. Your reference is { $reference }.
notify-sent-no-number = It is with { $brand }. Your reference is { $reference }.
notify-late = Your request { $reference } has not been sent for an hour
notify-late-safe = It is safe on this PC and goes out by itself.
notify-late-parked = It is safe on this PC, but { $brand } has to look at it.
notify-late-call = If it can't wait, call { $whom } and say { $reference }.
notify-damaged = What waited on this PC was damaged
notify-unreadable =
    Nothing of it could be read. If you had sent a request that you have no ticket number for, please send it again, or call
    { $whom }.
notify-maimed = We kept what could be read. Of { $references }, pictures or files may be missing.
notify-lost =
    We can't tell whether { $references } was sent. Please call { $whom }, say { $references }, and send it again if need be.
notify-crashed = Deskbell is back
notify-crashed-text =
    It had stopped by a mistake of its own. What you sent is safe. A report with nothing about you in it is kept on this PC,
    for { $brand } to look at.
notify-no-form = The form could not be opened
notify-no-form-text = Nothing was sent. Please press the bell again, or call { $whom }.

## The plain window

# In what stands on controls, the letter after & goes there with Alt; each letter once.
plain-message = &What's wrong? A sentence is enough.
plain-name = Your &name
plain-email = &E-mail
plain-phone = &Phone (optional)
plain-send = &Send
plain-intro = This is Deskbell’s plain window: this PC lacks a part that the usual one needs (WebView2).
plain-intro-live = Your request reaches { $brand } all the same.
plain-intro-kept = You were writing this when you closed the window.
plain-facts = These facts about this PC go along: { $facts }.
plain-no-facts = This PC could not be looked at, so no facts about it go along.
plain-files =
    { $count ->
        [one] The file you added before goes along too.
       *[other] The { $count } files you added before go along too.
    }
# What was said in the form proper, in a row; $who is someone else it is for.
plain-for = for { $who }
plain-said-before = What you said before goes along too: { $said }.
plain-no-picture = No picture of your screen goes along, because this window can’t show you one first.
