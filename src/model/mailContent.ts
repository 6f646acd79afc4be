import type { Decision } from './decision';
import { contents, type Content } from './rule';

/** How much is told; whoever asked for a mail without a rule gets the end of the output too. */
export function contentOf({ rule }: Decision): Content {
  return rule?.content ?? 'tail';
}

/** Whether so much is told that this belongs to it. */
export function tells(content: Content, least: Content): boolean {
  return contents.indexOf(content) >= contents.indexOf(least);
}
