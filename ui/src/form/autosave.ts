/** How long the person must pause before what they wrote is kept, in milliseconds. */
export const PAUSE = 300

/** Keeps a draft shortly after the last change, one call at a time and in order. */
export interface Autosave {
  /** Something changed. */
  changed(): void
  /** Keeps what is not kept yet, now. False when it could not be kept. */
  flush(): Promise<boolean>
}

/** `keep` is called with nothing: it reads the draft as it is by then. */
export function autosave(keep: () => Promise<void>, pause = PAUSE): Autosave {
  let timer: ReturnType<typeof setTimeout> | undefined
  let dirty = false
  let kept: Promise<boolean> = Promise.resolve(true)

  const keepNow = async () => {
    if (!dirty) return true
    dirty = false
    try {
      await keep()
      return true
    } catch {
      dirty = true
      return false
    }
  }

  const flush = () => {
    clearTimeout(timer)
    kept = kept.then(keepNow)
    return kept
  }

  return {
    changed() {
      dirty = true
      clearTimeout(timer)
      timer = setTimeout(() => void flush(), pause)
    },
    flush,
  }
}
