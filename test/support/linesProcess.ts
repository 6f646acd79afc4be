// A process that writes so many lines, each by itself, or, without a name, rewrites the files of all until it is killed.
import { RunFiles } from '../../src/outbox/runFiles';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const files = new RunFiles(folder);
if (name !== '') {
  for (let serial = 0; serial < Number(count); serial++) files.append([`${name}-${serial}`]);
} else {
  const known = new Set<string>();
  const kept = (): readonly string[] => {
    for (const line of files.read().lines) known.add(line);
    return [...known];
  };
  const again = (): void => {
    files.compact(kept);
    setImmediate(again);
  };
  again();
}
