// A process that appends so many lines, one by one, or, without a name, rewrites the files of all until it is killed.
import { SharedLines } from '../../src/system/sharedLines';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const files = new SharedLines(folder);
if (name !== '') {
  for (let serial = 0; serial < Number(count); serial++) files.append([`${name}-${serial}`]);
} else {
  const known = new Set<string>();
  const kept = (): readonly string[] => {
    for (const line of files.read().lines) known.add(line);
    return [...known];
  };
  // Killed at any moment of either way.
  const again = async (): Promise<void> => {
    files.compact(kept);
    await files.compactInTurns(kept);
    setImmediate(() => void again());
  };
  void again();
}
