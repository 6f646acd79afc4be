import type { Circumstances } from '../../model/rule/decision';
import type { Run } from '../../model/run/run';
import type { RunHistory } from '../../notify/history/runHistory';
import type { Mute } from '../rule/mute';
import type { WorkspaceRules } from '../rule/workspaceRules';
import type { Settings } from '../settings/settings';
import type { AttentionWatch } from './attentionWatch';

export interface RunCircumstancesParts {
  readonly attention: AttentionWatch;
  readonly history: Pick<RunHistory, 'lastOf' | 'ready'>;
  readonly mute: Mute;
  readonly settings: Settings;
  readonly workspaceRules: WorkspaceRules;
}

/** What is known beside a run as it ends, for the decision whether it is mailed. */
export class RunCircumstances {
  constructor(private readonly parts: RunCircumstancesParts) {}

  /** Resolves when the earlier runs are known. */
  ready(): Promise<void> {
    return this.parts.history.ready();
  }

  /** @param kept the run as the history keeps it, which knows the earlier ones so */
  of(run: Run, kept: Run): Omit<Circumstances, 'asked' | 'told'> {
    const { attention, history, mute, settings, workspaceRules } = this.parts;
    return {
      ...history.lastOf(kept),
      enabled: settings.get('enabled'),
      isAway: (after) => attention.isAway(after),
      muted: mute.until !== undefined,
      workspace: workspaceRules.of(run),
    };
  }
}
