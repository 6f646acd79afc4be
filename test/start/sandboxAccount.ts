// The account that a newcomer finds ready: it delivers to the extension's own inbox on this computer.
import type { UserSettings } from '../editor/userSettings';
import { everyRun } from '../support/everyRun';

/** The user settings of `npm start`. */
export const startSettings: UserSettings = {
  'mailWhenDone.accounts': [
    {
      id: 'sandbox',
      name: 'Sandbox',
      provider: 'sandbox',
      email: 'me@sandbox.test',
      recipients: ['me@sandbox.test'],
    },
  ],
  // The sample tasks take two seconds.
  'mailWhenDone.rules': everyRun(1),
};
