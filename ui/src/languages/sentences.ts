// Written from en.ftl by `npm test -- -u`; never by hand.

/** Every sentence by its name, with the variables it takes. */
export interface Sentences {
  'brand-default': never
  'title': 'brand' | 'kind'
  'practice': never
  'message-label': never
  'message-hint': never
  'message-empty': never
  'message-long': 'limit' | 'over'
  'selections': never
  'clear-choice': never
  'pictures': never
  'pictures-note': never
  'pictures-coming': never
  'pictures-here': 'count'
  'pictures-none': never
  'pictures-trouble': never
  'pictures-some': never
  'pictures-unseen': never
  'screen': 'number'
  'screen-size': 'height' | 'screen' | 'width'
  'picture-see': 'screen'
  'take-out': never
  'put-back': never
  'take-out-screen': 'screen'
  'put-back-screen': 'screen'
  'taken-out': never
  'not-sent': never
  'picture-stays': never
  'picture-goes': never
  'retake': never
  'retaking': never
  'actual-size': never
  'fit': never
  'previous': never
  'next': never
  'close': never
  'add-file': never
  'files': never
  'remove': never
  'remove-file': 'name'
  'adding': never
  'files-added': 'names'
  'drop': never
  'pasted-name': 'extension'
  'file-large': 'limit' | 'name'
  'files-many': 'limit'
  'file-unreadable': 'name'
  'files-trouble': never
  'from': never
  'from-nobody': never
  'change': never
  'done': never
  'name': never
  'email': never
  'phone': never
  'what-we-send': never
  'facts-count': 'count'
  'facts-coming': never
  'facts-trouble': never
  'facts-intro': 'brand'
  'always': never
  'fact-hostname': never
  'fact-hostname-why': never
  'fact-username': never
  'fact-username-why': never
  'fact-ip': never
  'fact-ip-why': never
  'fact-mac': never
  'fact-mac-why': never
  'fact-upn': never
  'fact-upn-why': never
  'fact-domain': never
  'fact-domain-why': never
  'fact-os': never
  'fact-os-why': never
  'fact-os_version': never
  'fact-os_version-why': never
  'fact-language': never
  'fact-language-why': never
  'fact-session': never
  'fact-session-why': never
  'fact-client_name': never
  'fact-client_name-why': never
  'fact-model': never
  'fact-model-why': never
  'fact-serial': never
  'fact-serial-why': never
  'fact-memory': never
  'fact-memory-why': never
  'fact-disk': never
  'fact-disk-why': never
  'fact-uptime': never
  'fact-uptime-why': never
  'fact-monitors': never
  'fact-monitors-why': never
  'language': never
  'send': never
  'sending': never
  'send-keys': never
  'failed': never
  'failed-call': 'brand' | 'phone'
  'kept': never
  'kept-no-words': never
  'kept-files': 'count'
  'go-on': never
  'start-fresh': never
  'keep-trouble': never
  'kept-trouble': never
  'saved': 'reference'
  'progress-sending': 'brand'
  'progress-offline': never
  'progress-waiting': 'brand'
  'progress-parked': 'brand'
  'progress-delivered': 'brand'
  'ticket-with': 'brand' | 'number'
  'rest-sending': never
  'rest-offline': never
  'rest-waiting': never
  'rest-parked': 'brand'
  'call-waiting': 'phone' | 'reference'
  'call-parked': 'phone' | 'reference'
  'keep-going': never
  'may-close': never
  'without-pictures': never
  'without-some': 'screens'
  'left-out': 'screens'
  'no-room-disk': 'files'
  'no-room-waiting': 'brand' | 'files'
  'not-connected': never
  'not-connected-text': 'brand'
  'not-connected-call': 'phone'
  'not-connected-no-phone': 'brand'
  'this-pc': never
  'this-pc-intro': never
  'this-pc-line': 'label' | 'value'
  'copy': never
  'copied': never
  'copy-trouble': never
  'this-pc-coming': never
  'this-pc-trouble': never
  'tickets': never
  'tickets-none': never
  'tickets-none-text': never
  'tickets-trouble': never
  'ticket-reference': 'reference'
  'ticket-number': 'number'
  'state-sending': never
  'state-offline': never
  'state-waiting': never
  'state-parked': never
  'state-delivered': never
  'about': never
  'about-text': 'brand'
  'version': 'version'
  'open-trouble': never
  'error-empty': never
  'error-invalid': never
  'error-not_connected': 'brand'
  'error-too_large': 'limit'
  'error-storage': never
  'error-internal': never
  'error-call': 'brand' | 'phone'
}
