import type {
  BrandView,
  ErrorView,
  FactView,
  FileView,
  FormView,
  PictureView,
  SelectionView,
  TicketState,
  TicketView,
} from '../../types'

/** What the fake host answers. */
export interface Scenario {
  form: FormView
  /** `null`: they never arrive. */
  pictures: PictureView[] | null
  picturesIncomplete: boolean
  /** The settings say which language is spoken. */
  languageFixed?: boolean
  /** A retake never ends. */
  slowRetake?: boolean
  /** No change to a picture can be drawn. */
  noEdits?: boolean
  /** `null`: the look never ends. */
  facts: FactView[] | null
  /** What Send rejects with, until it is taken away. */
  refusal: ErrorView | null
  /** Where the ticket goes after "sending". */
  then: TicketState
  /** Files the native dialog gives. */
  dialog: FileView[]
  tickets: TicketView[]
}

const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(3).trim()
const LONG_WORD = 'x'.repeat(300)
const LONG_HOST = `FRONTDESK-${'0123456789'.repeat(29)}`

const contoso: BrandView = { name: 'Contoso IT', phone: '+1 555 0100', accent: null }

const file = (at: number, name: string, bytes: number): FileView => ({ id: `file-${at}`, name, bytes })
const fact = (key: string, label: string, value: string, always = false): FactView => ({
  key,
  label,
  value,
  missing: null,
  always,
})
const box = (
  id: string,
  text: string,
  group: string | null = null,
  more: Partial<SelectionView> = {},
): SelectionView => ({
  id,
  kind: group === null ? 'box' : 'radio',
  text,
  texts: {},
  group,
  group_texts: {},
  required: false,
  shown_when: null,
  ...more,
})

const facts: FactView[] = [
  fact('hostname', 'Computer name', 'FRONTDESK-3', true),
  fact('username', 'Signed in as', 'CONTOSO\\dana.reyes', true),
  fact('ip', 'IP address', '10.20.4.113, fe80::1c2e:71ff:fe0a:9d55', true),
  fact('mac', 'MAC address', '1c:2e:71:0a:9d:55', true),
  fact('upn', 'Work account', 'dana@contoso.example', true),
  fact('domain', 'Domain', 'contoso.example'),
  fact('os', 'System', 'Windows 11 Pro'),
  fact('os_version', 'System version', '24H2 (26100.2314)'),
  {
    key: 'client_name',
    label: 'Connected from',
    value: '',
    missing: 'not_remote',
    always: false,
  },
  fact('model', 'Model', 'HP EliteBook 840 G8'),
  fact('serial', 'Serial number', '5CG1234XYZ'),
  fact('memory', 'Memory', '15.8 GB, 6.1 GB free'),
  fact('disk', 'Free disk space', 'C: 112 GB of 475 GB'),
  fact('uptime', 'Running since', '2026-11-18 08:12 +00:00 (3d 4h 2m)'),
]

const plain: Scenario = {
  form: {
    draft: '0190a0b0-0000-7000-8000-000000000001',
    brand: contoso,
    connection: 'live',
    requester: { name: 'Dana Reyes', email: 'dana@contoso.example', phone: '' },
    guessed: false,
    ask_phone: false,
    require_phone: false,
    for_someone_else: true,
    privacy: { text: null, texts: {} },
    selections: [box('emergency', 'This is an emergency'), box('others', 'Others are affected too')],
    screenshots: 'on',
    kept: null,
    limits: { message_chars: 20_000, file_bytes: 6_000_000, files: 12 },
  },
  pictures: [
    { id: 'screen-1', version: 0, label: 'Screen 1', monitor: 'DP-1', width: 3840, height: 2160 },
    { id: 'screen-2', version: 0, label: 'Screen 2', monitor: 'DP-2', width: 1920, height: 1080 },
  ],
  picturesIncomplete: false,
  facts,
  refusal: null,
  then: 'delivered',
  dialog: [file(1, 'Invoice template.docx', 48_213)],
  tickets: [
    {
      id: 't3',
      reference: 'H7K2',
      subject: 'The printer at the front desk is not responding',
      state: 'waiting',
      number: null,
    },
    {
      id: 't2',
      reference: 'M4QX',
      subject: 'Help request from Dana Reyes on FRONTDESK-3',
      state: 'parked',
      number: null,
    },
    { id: 't1', reference: 'B9TD', subject: 'New colleague on Monday', state: 'delivered', number: 'T20261121.0042' },
  ],
}

const withForm = (changes: Partial<FormView>): Scenario => ({ ...plain, form: { ...plain.form, ...changes } })

const groups = [
  ...plain.form.selections,
  box('one', 'Only me', 'Who is affected'),
  box('some', 'Some of us', 'Who is affected'),
  box('all', 'Everyone here', 'Who is affected'),
]

const WHERE = { group_texts: { de: 'Wo?', fr: 'Où ?', es: '¿Dónde?' }, required: true }

/** The admin's own form, with all it can have. */
const own = [
  box('printing', 'It is about printing', null, {
    texts: { de: 'Es geht ums Drucken', fr: 'Il s’agit d’impression', es: 'Se trata de imprimir' },
  }),
  box('room', 'Which room is the printer in?', null, {
    kind: 'text',
    texts: {
      de: 'In welchem Raum steht der Drucker?',
      fr: 'Dans quelle pièce est l’imprimante ?',
      es: '¿En qué sala está la impresora?',
    },
    required: true,
    shown_when: 'printing',
  }),
  box('asset', 'Number on the sticker', null, { kind: 'text' }),
  box('here', 'At the office', 'Where are you?', {
    ...WHERE,
    texts: { de: 'Im Büro', fr: 'Au bureau', es: 'En la oficina' },
  }),
  box('home', 'At home', 'Where are you?', { ...WHERE, texts: { de: 'Zu Hause', fr: 'À la maison', es: 'En casa' } }),
  box('agreed', 'Somebody may call me back', null, {
    texts: { de: 'Man darf mich zurückrufen', fr: 'On peut me rappeler', es: 'Pueden llamarme' },
    required: true,
  }),
]

const many = Array.from({ length: 40 }, (_, at) =>
  at < 24
    ? box(
        `box-${at}`,
        at % 5 === 0 ? `${at + 1}. ${'a rather long text for a check box '.repeat(3)}` : `Choice ${at + 1}`,
      )
    : box(`radio-${at}`, at % 7 === 0 ? LONG_WORD : `Option ${at + 1}`, at < 32 ? 'Where it happens' : LONG_NAME),
)

/** Everything that a layout could break on, at once. */
const full: Scenario = {
  ...plain,
  form: {
    ...plain.form,
    brand: { ...contoso, name: `${LONG_NAME} IT & Sons` },
    connection: 'practice',
    requester: { name: LONG_NAME, email: `${'dana.'.repeat(40)}@contoso.example`, phone: '+1 555 0100' },
    ask_phone: true,
    selections: many,
    kept: {
      draft: 'kept',
      message: `${LONG_WORD} ${'The printer says no. '.repeat(60)}`,
      selections: ['box-1'],
      answers: {},
      requester: { name: LONG_NAME, email: 'dana@contoso.example', phone: '' },
      on_behalf_of: null,
      files: Array.from({ length: 12 }, (_, at) =>
        file(
          at + 10,
          at % 3 === 0 ? `${LONG_NAME.replaceAll(' ', '-')}-${at}.xlsx` : `Screenshot ${at}.png`,
          10 ** at % 5_999_999,
        ),
      ),
    },
  },
  pictures: [
    ...(plain.pictures ?? []),
    { id: 'screen-3', version: 0, label: 'Screen 3', monitor: 'DP-3', width: 1080, height: 1920 },
    { id: 'screen-4', version: 0, label: 'Screen 4', monitor: 'DP-4', width: 7680, height: 2160 },
  ],
  picturesIncomplete: true,
  facts: facts.map((one) => (one.key === 'hostname' ? { ...one, value: LONG_HOST } : one)),
  tickets: Array.from({ length: 12 }, (_, at) => ({
    id: `t${at}`,
    reference: `H7K${at % 10}`,
    subject: at % 2 ? LONG_WORD : `${LONG_NAME} ${LONG_NAME} ${LONG_NAME}`,
    state: 'offline',
    number: at % 3 ? null : 'T20261121.0042',
  })),
}

/** By the name in `?scenario=`. */
export const SCENARIOS = {
  plain,
  practice: withForm({ connection: 'practice' }),
  'not-connected': withForm({ connection: 'not_connected' }),
  unbranded: withForm({ brand: { name: 'your IT team', phone: null, accent: null } }),
  'not-connected-unbranded': withForm({
    connection: 'not_connected',
    brand: { name: 'your IT team', phone: null, accent: null },
  }),
  branded: withForm({ brand: { ...contoso, name: 'Northwind', accent: '#00695c' } }),
  'pale-brand': withForm({ brand: { ...contoso, accent: '#ffe066' } }),
  bare: {
    ...withForm({ selections: [], requester: { name: '', email: '', phone: '' } }),
    pictures: [],
    picturesIncomplete: false,
  },
  groups: withForm({ selections: groups, ask_phone: true }),
  private: withForm({
    privacy: {
      text: 'Seen by Contoso IT alone, and deleted after a year.',
      texts: { de: 'Nur die Contoso IT sieht es, und nach einem Jahr wird es gelöscht.' },
    },
  }),
  own: withForm({ selections: own, ask_phone: true, require_phone: true }),
  kept: withForm({
    kept: {
      draft: '0190a0b0-0000-7000-8000-000000000000',
      message: 'The label printer in the warehouse prints every label twice since this morning.',
      selections: ['others'],
      answers: {},
      requester: { name: 'Dana Reyes', email: 'dana@contoso.example', phone: '' },
      on_behalf_of: { name: 'Kim Roe', email: 'kim@contoso.example' },
      files: [file(7, 'label.pdf', 9_311)],
    },
  }),
  slow: { ...plain, pictures: null, facts: null },
  blind: {
    ...plain,
    pictures: [],
    picturesIncomplete: true,
  },
  japanese: {
    ...withForm({
      brand: { name: '日本語株式会社 情報システム部', phone: '+81 3 5550 0100', accent: null },
      requester: { name: '山田 太郎', email: 'taro.yamada@nihongo.example', phone: '' },
      selections: [box('emergency', '緊急です'), box('others', '他の人にも影響があります')],
    }),
    facts: facts.map((one) => (one.key === 'hostname' ? { ...one, value: '受付-3' } : one)),
  },
  full,
  offline: { ...plain, then: 'offline' as const },
  waiting: { ...plain, then: 'waiting' as const },
  parked: { ...plain, then: 'parked' as const },
  saved: { ...plain, then: 'sending' as const },
  rejected: {
    ...plain,
    refusal: {
      code: 'rejected' as const,
      text: 'For a new password please call +1 555 0100; we have to hear your voice for that.',
      fields: [],
    },
  },
  invalid: {
    ...plain,
    refusal: {
      code: 'invalid' as const,
      text: null,
      fields: [
        { field: 'email', code: 'no_address' as const, name: null, limit: null },
        { field: 'name', code: 'too_long' as const, name: null, limit: 254 },
      ],
    },
  },
  'first-run': withForm({ connection: 'practice', guessed: true }),
  'fixed-language': { ...plain, languageFixed: true },
  asks: withForm({ screenshots: 'ask' }),
  'no-screenshots': { ...withForm({ screenshots: 'off' }), pictures: [] },
  'slow-retake': { ...plain, slowRetake: true },
  'no-edits': { ...plain, noEdits: true },
  'no-tickets': { ...plain, tickets: [] },
} satisfies Record<string, Scenario>
