import { allBlocks, type Blocks, type Section } from './body';
import type { Headline } from './headline';

/** What a mail says, in the order in which it says it. */
export interface Arrangement {
  readonly subject: string;
  readonly verdict: string;
  readonly sections: readonly Section[];
}

/** Makes a mail of what it says as usual and of its parts. */
export type Arrange = (usual: Headline, blocks: Blocks) => Arrangement;

/** All there is, in the usual order. */
export function asUsual({ subject, verdict }: Headline, blocks: Blocks): Arrangement {
  return { subject, verdict, sections: allBlocks(blocks) };
}
