### Every sentence of the windows. The other languages say the same under the same names, with the same variables.
###
### Manners: calm and plain; "your IT team" or the brand, never "the system"; no exclamation marks, no jargon; what went
### wrong is never the reader's fault. $brand is a name ("Contoso IT") or { brand-default }, so that no sentence starts
### with it, and it stands where both are right.

brand-default = your IT team
# $kind: whether the brand is a name or a description.
title =
    { $kind ->
        [name] { $brand } Help
       *[description] Help from { $brand }
    }
practice = Practice. You can press everything; nothing reaches anyone.

## What's wrong

message-label = What's wrong?
message-hint = In your own words. A sentence is enough.
message-empty = Write a few words here, tick something below, or add a picture or a file.
message-long =
    { $over ->
        [one] This is 1 character longer than the { $limit } that fit.
       *[other] This is { $over } characters longer than the { $limit } that fit.
    } Please shorten it, or add the long part as a file.
selections = What applies
clear-choice = Clear choice
# Said behind what nothing is sent without.
required = needed
required-box = Please tick this before you send.
required-radio = Please choose one of these.
required-text = Please fill this in. A few words are enough.
line-long = This is longer than { $limit } characters. The rest can go into the message.

## Pictures

pictures = Pictures of your screen
pictures-note = nothing sent yet
pictures-hint = Click a picture to hide or point at something in it.
pictures-coming = Getting the pictures …
# Said to those who don't see the pictures arrive, or the file.
pictures-here =
    { $count ->
        [one] One picture is here. Nothing was sent yet.
       *[other] { $count } pictures are here. Nothing was sent yet.
    }
pictures-none = There are no pictures this time. You can write, or add a file.
pictures-trouble = The pictures could not be taken. You can write, or add a file.
pictures-some = Not every screen could be captured. You can send your request without the rest.
pictures-unseen = A picture could not be shown, so it stays here and is not sent.
# What a picture is called: a PC may have several screens.
screen = Screen { $number }
screen-size = { $screen }, { $width } × { $height }
picture-see = See { $screen } large
take-out = Take out
put-back = Put back
# Said to those who don't see what stands beside it. Must begin with the words of the button.
take-out-screen = { take-out } { $screen }
put-back-screen = { put-back } { $screen }
taken-out = Taken out
not-sent = Not sent
picture-stays = This picture stays here and is not sent.
picture-goes = This picture goes with your request.
retake = Retake
retaking = Retaking …
add-picture = Add a picture of my screen
# Said below the seconds that are left.
countdown = until the pictures are taken
actual-size = Actual size
fit = Fit
previous = Previous
next = Next
close = Close

## A picture, changed

edit = Change this picture
tool-hide = Hide
tool-box = Box
tool-arrow = Arrow
tool-crop = Crop
undo = Undo
redo = Redo
edit-hint = Hide what is private, or point at what you mean. Every change counts at once.
draw-area = Drag over the picture, or click two corners.
draw-corner = Now click the opposite corner.
draw-arrow = Drag to what you mean, or click where the arrow starts and where it points.
draw-tip = Now click what it points at.
place = Put it in the middle
# $shape is one of the four tools.
shape-keys = { $shape }: arrow keys move it, with Shift they change its size. Enter keeps it, Delete removes it.
# Said to those who don't see where it is.
shape-at = { $left }% from the left, { $top }% from the top, { $wide }% wide, { $high }% high
arrow-at = Points at { $left }% from the left, { $top }% from the top
shape-removed = Removed.
done-hide = Hidden. A black box is all that is left of it.
done-box = The box is drawn.
done-arrow = The arrow is drawn.
done-crop = The rest is cut off.
undone = Undone.
redone = Done again.
edit-trouble = That change could not be made, so the picture is as it was. You can try again, or take it out.

## Files

add-file = Add a file
files = Files
remove = Remove
remove-file = { remove } { $name }
adding = Adding …
files-added = Added: { $names }
drop = Drop to add it to your request
pasted-name = Pasted picture.{ $extension }
file-large = “{ $name }” is larger than { $limit }, so it was not added.
files-many =
    { $limit ->
        [one] There is room for 1 file. The others were not added.
       *[other] There is room for { $limit } files. The others were not added.
    }
file-unreadable = “{ $name }” could not be read, so it was not added.
files-trouble = That did not work, and nothing was added. Please try once more.

## Who

from = From
from-nobody = Please say who you are
# Beside who the PC takes them for, as long as they have sent nothing.
from-guess = Is this you? If not, please change it.
change = Change
done = Done
name = Your name
email = E-mail
phone = Phone (optional)
phone-required = Phone
for-someone-else = This is for someone else
for-name = Their name
for-email = Their e-mail
phone-missing = Please leave a number under which you can be called back.
email-odd = This does not look like an e-mail address.
for-missing = Please say who this is for, by name or e-mail.

## What we send

what-we-send = What we send
facts-count =
    { $count ->
        [one] (1 fact about this PC)
       *[other] ({ $count } facts about this PC)
    }
facts-coming = (having a look …)
facts-trouble = This PC could not be looked at, so your request goes without these facts.
facts-intro =
    Beside what you see above, this helps { $brand } find the cause. Switch off what you would rather keep to yourself.
always = always sent
privacy =
    Nothing leaves this PC before you press Send. What you send goes, encrypted, to { $brand } and the service where they
    keep requests, and nowhere else. Once pictures and files have arrived, they are deleted from this PC; your words 30
    days later.

fact-hostname = Computer name
fact-hostname-why = Tells this PC from all the others.
fact-username = Signed in as
fact-username-why = Tells which account it happens to.
fact-ip = IP address
fact-ip-why = Tells where in the network this PC is.
fact-mac = MAC address
fact-mac-why = Tells this PC's network card from others.
fact-upn = Work account
fact-upn-why = Tells who you are, so that the answer reaches you.
fact-domain = Domain
fact-domain-why = Tells which part of the network this PC belongs to.
fact-os = System
fact-os-why = The remedy depends on it.
fact-os_version = System version
fact-os_version-why = Some troubles come and go with a version.
fact-language = Language
fact-language-why = So that an answer names the buttons as you see them.
fact-session = Session
fact-session-why = Tells whether you sit at this PC or work on it from afar.
fact-client_name = Connected from
fact-client_name-why = Tells which PC you really sit at.
fact-model = Model
fact-model-why = Some troubles are known for one model.
fact-serial = Serial number
fact-serial-why = Needed for the warranty and for spare parts.
fact-memory = Memory
fact-memory-why = A PC that is short of memory is slow.
fact-disk = Free disk space
fact-disk-why = On a full disk nothing can be saved.
fact-uptime = Running since
fact-uptime-why = Some troubles go away with a restart.
fact-monitors = Monitors
fact-monitors-why = Tells which picture is of which screen.

## Why a fact is not known

missing-late = took too long to find out
missing-unreadable = could not be read
missing-not_said = the system does not say
missing-blank = the maker left it blank
missing-forbidden = only an administrator may read it
missing-no_disk = no fixed disk was found
missing-no_display = no display was found
missing-no_network = there is no network
missing-no_mac = the network connection has none
missing-no_upn = this is no work account
missing-no_domain = not in a domain
missing-no_session = cannot be told
missing-not_remote = you sit at this PC
missing-not_told = the other side does not tell

## Sending

language = Language
language-fixed = Set by your IT team
send = Send
sending = Saving …
send-keys = Ctrl+Enter
failed = That did not work, and it is our fault. What you wrote is still here. Please press Send again.
failed-call =
    That did not work, and it is our fault. What you wrote is still here. Please press Send again, or call { $brand } on
    { $phone }.

## A draft kept from before

kept = You were writing this. Go on, or start fresh?
kept-no-words = A request without words yet.
kept-files =
    { $count ->
        [one] (1 file)
       *[other] ({ $count } files)
    }
go-on = Go on
start-fresh = Start fresh
keep-trouble = What you wrote could not be kept on this PC. You can send it now, or close once more to let it go.
kept-trouble = That draft could not be brought back. You can start fresh below.

## After Send

# $reference stands below the sentence, in large letters.
saved = Saved. Your reference is { $reference }
progress-sending = Sending it to { $brand } …
progress-offline = You seem to be offline. Your request is safe on this PC and goes out by itself when you're back.
progress-waiting =
    It can't get through to { $brand } just now. Your request is safe on this PC and goes out by itself a little later.
progress-parked = Your request is safe on this PC, but something here needs a hand from { $brand } before it can go out.
progress-delivered = Your request is with { $brand }.
ticket-with = Ticket { $number } is with { $brand }.
rest-sending = Pictures and files are following …
rest-offline = You seem to be offline. The rest is safe on this PC and goes out by itself when you're back.
rest-waiting = The rest is safe on this PC and goes out by itself a little later.
rest-parked = The rest is safe on this PC, but something here needs a hand from { $brand } before it can go out.
call-waiting = If it can’t wait, call { $phone } and say { $reference }.
call-parked = Please call { $phone } and say { $reference }.
keep-going = You can close this window; we keep going.
may-close = You can close this window.
without-pictures = The pictures were not ready yet, so it went without them.
without-some = It went without the picture of { $screens }, which was not ready yet.
left-out = It went without the picture of { $screens }, which could not be prepared.
no-room-disk = This PC’s disk is full. Your words are safe, but this did not fit and stayed behind: { $files }. If it matters, make some room and send it in a new request.
no-room-waiting = Too much is waiting on this PC already. Your words are safe, but this stayed behind: { $files }. If it matters, tell { $brand } when they get in touch.

## Not connected yet

not-connected = This button isn’t connected yet
not-connected-text =
    Deskbell is on this PC, but { $brand } hasn’t finished setting it up, so nothing can be sent from here yet.
not-connected-call = Until then, please call { $phone }.
not-connected-no-phone = Until then, please reach { $brand } the way you did before.

## This PC

this-pc = This PC
this-pc-intro = Read this out on the phone, or copy it into a message.
this-pc-line = { $label }: { $value }
copy = Copy
copied = Copied
copy-trouble = Copying did not work. You can select the text instead.
this-pc-coming = Having a look …
this-pc-trouble = This PC could not be looked at just now.

## Your requests

tickets = Your requests
tickets-none = Nothing is waiting
tickets-none-text = When you send a request, you can follow it here.
tickets-trouble = Your requests could not be listed just now. They are safe on this PC.
ticket-reference = Reference { $reference }
ticket-number = Ticket { $number }
state-sending = On its way
state-offline = Waits until you are back online, and goes out by itself
state-waiting = Waits a little, and goes out by itself
state-parked = Safe on this PC, and needs a hand from your IT team
state-delivered = With your IT team

## About, and when nothing works

about = About Deskbell
about-text = Two clicks and a sentence, and { $brand } knows what is wrong.
version = Version { $version }
open-trouble = This window could not be opened properly. Please close it and press the bell once more.

## What the tray app says, by its code

error-empty = There is nothing to send yet. Write a few words, tick something or keep a picture in.
error-invalid = Nothing was sent yet, because something needs another look. The rest is as you left it.
error-not_connected = Nothing was sent, because this PC is not connected to { $brand } yet. What you wrote stays here.
error-storage =
    Your request could not be kept on this PC, so nothing was sent. What you wrote is still here. Please try again in a
    moment.
error-disk_full =
    This PC's disk is full, so your request could not be kept and nothing was sent. What you wrote is still here. Make some
    room, then press Send again.
error-updated =
    Deskbell was updated while this window was open, so nothing was sent. Close the window and press the bell again; what you
    wrote is offered there.
error-internal =
    Something went wrong in Deskbell, so this was not done. What you wrote is still here. Please try again.
error-call = If it can't wait, call { $brand } on { $phone }.

## What the tray app says of a field, by its code

field-empty = A few words are enough.
field-too_long = This is longer than { $limit } characters.
field-message_too_long = This is longer than { $limit } characters. A file can hold the rest.
field-gone = A file is not there any more. Please add it again.
field-picture_gone = A picture is not there any more. Please take it again, or take it out.
field-unreadable =
    “{ $name }” could not be read, so it was not added. The rest is as you left it. It may be open in another program, or not
    yours to open.
field-too_large =
    “{ $name }” is larger than { $limit }, so it was not added. The rest is as you left it. You can send a smaller version,
    or say in your message where the file lies.
field-too_many =
    There is room for { $limit } files, so these were not added. The rest is as you left it. You can put several files into
    one archive.
field-no_room =
    There is too little room on this PC for “{ $name }”, so it was not added. The rest is as you left it. You can make some
    room and add it again, or send without it.
field-retaken =
    The pictures were taken anew just now, so nothing was sent yet. Have a look at the new ones, then press Send again.
field-redrawn = A picture was changed just now, so nothing was sent yet. Have a look at it, then press Send again.
