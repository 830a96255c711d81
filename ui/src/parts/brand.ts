import { say } from '../languages/say.svelte'
import type { BrandView } from '../types'

/** What the settings call a team that was given no name. */
const UNNAMED = 'your IT team'

/** The brand's name; the one of a team that has none is said in the person's language. */
export function called(brand: BrandView): string {
  return brand.name === UNNAMED ? say('brand-default') : brand.name
}

/** What stands above the form. A brand is a name ("Contoso IT") or a description ("your IT team"). */
export function titleOf(brand: BrandView): string {
  const kind = /^\p{Lu}|^\p{Lo}/u.test(brand.name) ? 'name' : 'description'
  return say('title', { brand: called(brand), kind })
}
