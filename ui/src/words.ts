/**
 * Every sentence the UI shows, in one place. Functions take what is said in them; sentences never start with the
 * brand's name, because it may be "your IT team".
 */
import type { TicketState } from './types'

const PLURAL = new Intl.PluralRules('en')
const LIST = new Intl.ListFormat('en')
const NUMBER = new Intl.NumberFormat('en')

const several = (count: number, one: string, other: string) =>
  `${NUMBER.format(count)} ${PLURAL.select(count) === 'one' ? one : other}`

/** "or call +1 555 0100": only where there is a number to call. */
const orCall = (brand: string, phone: string | null) => (phone ? `, or call ${brand} on ${phone}` : '')

export const words = {
  /** A brand is a name ("Contoso IT") or a description ("your IT team"). */
  title: (brand: string) => (/^\p{Lu}|^\p{Lo}/u.test(brand) ? `${brand} Help` : `Help from ${brand}`),
  practice: 'Practice. You can press everything; nothing reaches anyone.',

  message: "What's wrong?",
  messageHint: 'In your own words. A sentence is enough.',
  messageEmpty: 'Write a few words here, tick something below, or add a picture or a file.',
  messageLong: (over: number, limit: number) =>
    `This is ${several(over, 'character', 'characters')} longer than the ${NUMBER.format(limit)} that fit. ` +
    'Please shorten it, or add the long part as a file.',
  selections: 'What applies',
  clearChoice: 'Clear choice',

  pictures: 'Pictures of your screen',
  picturesNote: 'nothing sent yet',
  picturesComing: 'Getting the pictures …',
  picturesNone: 'There are no pictures this time. You can write, or add a file.',
  picturesTrouble: 'The pictures could not be taken. You can write, or add a file.',
  look: (label: string) => `See ${label} large`,
  takeOut: 'Take out',
  putBack: 'Put back',
  takeOutLabel: (label: string) => `Take out ${label}`,
  putBackLabel: (label: string) => `Put back ${label}`,
  takenOut: 'Taken out',
  stays: 'This picture stays here and is not sent.',
  goes: 'This picture goes with your request.',
  notShown: 'Not sent',
  picturesUnseen: 'A picture could not be shown, so it stays here and is not sent.',
  retake: 'Retake',
  retaking: 'Retaking …',
  addFile: 'Add a file',
  actualSize: 'Actual size',
  fit: 'Fit',
  previous: 'Previous',
  next: 'Next',
  close: 'Close',

  files: 'Files',
  remove: 'Remove',
  removeLabel: (name: string) => `Remove ${name}`,
  adding: 'Adding …',
  drop: 'Drop to add it to your request',
  pastedName: (extension: string) => `Pasted picture.${extension}`,
  fileLarge: (name: string, limit: string) => `“${name}” is larger than ${limit}, so it was not added.`,
  filesMany: (limit: number) => `There is room for ${several(limit, 'file', 'files')}. The others were not added.`,
  fileUnreadable: (name: string) => `“${name}” could not be read, so it was not added.`,
  filesTrouble: 'That did not work, and nothing was added. Please try once more.',

  from: 'From',
  fromNobody: 'Please say who you are',
  change: 'Change',
  done: 'Done',
  name: 'Your name',
  email: 'E-mail',
  phone: 'Phone',
  optional: 'optional',

  whatWeSend: 'What we send',
  factCount: (count: number) => `(${several(count, 'fact', 'facts')} about this PC)`,
  factsComing: '(having a look …)',
  factsTrouble: 'This PC could not be looked at, so your request goes without these facts.',
  factsIntro: (brand: string) =>
    `Beside what you see above, this helps ${brand} find the cause. Switch off what you would rather keep to yourself.`,
  always: 'always sent',

  send: 'Send',
  sending: 'Saving …',
  sendKeys: 'Ctrl+Enter',
  failed: (brand: string, phone: string | null) =>
    `That did not work, and it is our fault. What you wrote is still here. Please press Send again${orCall(brand, phone)}.`,

  kept: 'You were writing this. Go on, or start fresh?',
  keptNoWords: 'A request without words yet.',
  keptFiles: (count: number) => several(count, 'file', 'files'),
  goOn: 'Go on',
  startFresh: 'Start fresh',
  keepTrouble: 'What you wrote could not be kept on this PC. You can send it now, or close once more to let it go.',
  keptTrouble: 'That draft could not be brought back. You can start fresh below.',

  saved: 'Saved.',
  reference: 'Your reference is',
  sendingTo: (brand: string) => `Sending it to ${brand} …`,
  offline: "You seem to be offline. Your request is safe on this PC and goes out by itself when you're back.",
  waiting: (brand: string) =>
    `It can't get through to ${brand} just now. Your request is safe on this PC and goes out by itself a little later.`,
  parked: (brand: string) =>
    `Your request is safe on this PC, but something here needs a hand from ${brand} before it can go out.`,
  ticket: 'Ticket',
  isWith: (brand: string) => `is with ${brand}.`,
  delivered: (brand: string) => `Your request is with ${brand}.`,
  rest: {
    sending: () => 'Pictures and files are following …',
    offline: () => "You seem to be offline. The rest is safe on this PC and goes out by itself when you're back.",
    waiting: () => 'The rest is safe on this PC and goes out by itself a little later.',
    parked: (brand: string) =>
      `The rest is safe on this PC, but something here needs a hand from ${brand} before it can go out.`,
    delivered: () => '',
  } satisfies Record<TicketState, (brand: string) => string>,
  keepGoing: 'You can close this window; we keep going.',
  mayClose: 'You can close this window.',
  call: 'If it can’t wait, call',
  callParked: 'Please call',
  andSay: 'and say',
  withoutPictures: 'The pictures were not ready yet, so it went without them.',
  withoutSome: (labels: string[]) => `It went without the picture of ${LIST.format(labels)}, which was not ready yet.`,
  leftOut: (labels: string[]) => `It went without the picture of ${LIST.format(labels)}, which could not be prepared.`,

  notConnected: 'This button isn’t connected yet',
  notConnectedText: (brand: string) =>
    `Deskbell is on this PC, but ${brand} hasn’t finished setting it up, so nothing can be sent from here yet.`,
  notConnectedCall: 'Until then, please call',
  notConnectedNoPhone: (brand: string) => `Until then, please reach ${brand} the way you did before.`,

  thisPc: 'This PC',
  thisPcIntro: 'Read this out on the phone, or copy it into a message.',
  copy: 'Copy',
  copied: 'Copied',
  copyTrouble: 'Copying did not work. You can select the text instead.',
  thisPcComing: 'Having a look …',
  thisPcTrouble: 'This PC could not be looked at just now.',

  tickets: 'Your requests',
  ticketsNone: 'Nothing is waiting',
  ticketsNoneText: 'When you send a request, you can follow it here.',
  ticketsTrouble: 'Your requests could not be listed just now. They are safe on this PC.',
  ticketReference: 'Reference',
  states: {
    sending: 'On its way',
    offline: 'Waits until you are back online, and goes out by itself',
    waiting: 'Waits a little, and goes out by itself',
    parked: 'Safe on this PC, and needs a hand from your IT team',
    delivered: 'With your IT team',
  } satisfies Record<TicketState, string>,

  about: 'About Deskbell',
  product: 'Deskbell',
  aboutText: (brand: string) => `Two clicks and a sentence, and ${brand} knows what is wrong.`,
  version: (version: string) => `Version ${version}`,

  openTrouble: 'This window could not be opened properly. Please close it and press the bell once more.',
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A size as a person reads it: "812 kB", "9.5 MB". Decimal units, as limits are given in. */
export function size(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1)
  const value = bytes / 1000 ** step
  const digits = value < 10 && step > 0 ? 1 : 0
  const unit = UNITS[step] ?? 'byte'
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value)
}
