declare module '*.ftl' {
  import type { Patterns } from './languages'

  const patterns: Patterns
  export default patterns
}
