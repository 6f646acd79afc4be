/** How long to wait before a part is loaded again after the first, second … failure, in milliseconds. */
const pauses = [50, 500, 2_000];
/** How long to wait before what nobody asks for again is loaded anew, in milliseconds: at first, and at most. */
const firstPause = 10_000;
const longestPause = 300_000;

/**
 * Loads a part of the extension or a package, as in `loaded(() => import('./part'))`. The first error may be that of a
 * moment: too many files are open, a virus scanner has the file, the disk stumbles. So it tries a few times, and
 * rejects with the last error.
 */
export async function loaded<Part>(load: () => Promise<Part>, rest = resting): Promise<Part> {
  for (const pause of pauses)
    try {
      return await load();
    } catch {
      await rest(pause);
    }
  return load();
}

/** What is loaded once for all who need it. A failure is not kept: the next call tries again. */
export class LatePart<Part> {
  private loading: Promise<Part> | undefined;

  /** @param load as for `loaded` */
  constructor(
    private readonly load: () => Promise<Part>,
    private readonly rest = resting,
  ) {}

  get(): Promise<Part> {
    if (this.loading === undefined) {
      const loading = loaded(this.load, this.rest);
      loading.catch(() => (this.loading = undefined));
      this.loading = loading;
    }
    return this.loading;
  }

  /**
   * The part, although nobody may ask for it a second time: goes on trying, ever more rarely, until it is there.
   * @param onFailure called with the first error only
   */
  async insist(onFailure: (error: unknown) => void): Promise<Part> {
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
      try {
        return await this.get();
      } catch (error) {
        if (pause === firstPause) onFailure(error);
        await this.rest(pause);
      }
    }
  }

  /** The part, if it was ever asked for and has been loaded; `undefined` otherwise. */
  async known(): Promise<Part | undefined> {
    return this.loading?.catch(() => undefined);
  }
}

function resting(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
