import type { WorkspaceStorage } from '../host/editor/storage';
import { SecretSources } from '../host/redaction/secretSources';
import { RunOutputs } from '../host/source/runOutputs';
import { watchRuns } from '../host/source/watchRuns';
import { loaded } from '../model/partLoading';
import { UsualDurations } from '../model/run/usualDuration';
import { DebugLines } from '../model/source/debugLines';
import { nameMarks } from '../notify/history/nameMarks';
import { RunHistory } from '../notify/history/runHistory';
import { Redaction } from '../notify/redaction/redaction';
import { systemScheduler } from '../system/scheduler';
import type { AccountRoom } from './account';
import type { Base } from './base';

export type RunRoom = ReturnType<typeof composeRun>;

/** What goes on and ends in this window, and what is kept of it, without secrets. */
export function composeRun(base: Base, { accounts, sandbox, settings, vault }: AccountRoom) {
  const { clock, folder, log, own, scheduler, workspaceStorage } = base;
  const { runs, tests } = watchRuns({
    clock,
    scheduler,
    log,
    storage: workspaceStorage,
    debugLines: new DebugLines(),
    interactivePrograms: () => settings.get('interactivePrograms'),
    own,
  });
  const history = own(new RunHistory({ folder: folder('history'), clock, scheduler: systemScheduler, log }));
  history.start();
  const outputs = own(new RunOutputs());
  const mark = nameMarks(folder('history'), log);
  const durations = rememberedDurations(workspaceStorage, mark);
  const secretSources = own(new SecretSources({ accounts, log, sandbox, vault }));
  const redaction = new Redaction({
    known: () => secretSources.known(),
    whole: () => secretSources.whole(),
    lint: async (text) => (await loaded(() => import('../notify/redaction/lintedSecrets'))).lintedSecrets(text),
    log,
  });
  return { durations, history, mark, outputs, redaction, runs, secretSources, tests };
}

/**
 * How long things take, kept with the workspace: the same task of another one takes another time.
 * @param mark stands for a name in the editor's storage, see `nameMarks`
 */
function rememberedDurations(storage: WorkspaceStorage, mark: (name: string) => string): UsualDurations {
  return new UsualDurations({
    mark,
    load: () => storage.get('durations'),
    save: (durations) => void storage.set('durations', durations),
  });
}
