import { accountName } from '../../model/account/accountWords';
import { storeAccount } from '../../model/account/storedAccount';
import type { Clock } from '../../model/clock';
import { isRecord } from '../../model/unknown';
import type { Accounts } from '../account/accounts';
import type { GlobalStorage } from '../editor/storage';
import type { SettingName, Settings } from '../settings/settings';
import { changesBetween, type SettingChange, type SettingValues } from './settingChanges';

/** How many changes are kept. */
const most = 200;

/**
 * Which of our settings were changed, when and how: in this window, in another one, or in settings.json while no window
 * was open. Of a password only whether there is one.
 */
export class SettingsLog {
  private readonly subscription: { dispose(): void };

  /** @param names of all our settings */
  constructor(
    private readonly settings: Pick<Settings, 'get'>,
    private readonly accounts: Pick<Accounts, 'onDidChange' | 'snapshots'>,
    private readonly storage: GlobalStorage,
    private readonly clock: Clock,
    private readonly names: readonly SettingName[],
  ) {
    // They are read anew whenever settings or secrets change.
    this.subscription = accounts.onDidChange(() => void this.look());
  }

  /** Oldest first. */
  get changes(): readonly SettingChange[] {
    return this.storage.get('settingChanges')?.changes ?? [];
  }

  /** The name of an account or a rule as it is now; its id if it is gone. */
  nameOf({ setting, entry = '' }: SettingChange): string {
    const account = this.accounts.snapshots.find(({ draft }) => setting === 'accounts' && draft.id === entry);
    if (account !== undefined) return accountName(account.draft);
    const listed: unknown = this.settings.get(setting as SettingName);
    const found: unknown = Array.isArray(listed)
      ? listed.find((one) => isRecord(one) && one['id'] === entry)
      : undefined;
    return isRecord(found) && typeof found['name'] === 'string' && found['name'] !== '' ? found['name'] : entry;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async look(): Promise<void> {
    const seen = this.values();
    const kept = this.storage.get('settingChanges');
    const changes = kept === undefined ? [] : changesBetween(kept.seen, seen, this.clock.now());
    if (kept !== undefined && changes.length === 0) return;
    await this.storage.set('settingChanges', { seen, changes: [...(kept?.changes ?? []), ...changes].slice(-most) });
  }

  private values(): SettingValues {
    const others = this.names.filter((name) => name !== 'accounts').map((name) => [name, this.settings.get(name)]);
    const accounts = this.accounts.snapshots
      .filter(({ saved }) => saved)
      .map(({ draft, passwordSet }) => ({ ...storeAccount(draft), password: passwordSet }));
    return { ...(Object.fromEntries(others) as SettingValues), accounts };
  }
}
