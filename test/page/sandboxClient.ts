// A program of the user's that sends to the sandbox inbox, by the URL that a command copies.
import { createTransport } from 'nodemailer';
import type { Workbench } from '../editor/workbench';
import { eventually } from './eventually';

/** Sends mails as they are, byte by byte. */
export interface SandboxClient {
  readonly url: string;
  send(raw: string): Promise<void>;
}

/** Copies the URL of the sandbox as a user would, and reads it from the clipboard. */
export async function sandboxClient(workbench: Workbench): Promise<SandboxClient> {
  await workbench.runCommand('Mail When Done: Copy Sandbox SMTP URL');
  await workbench.notifications
    .toast(/^Copied\. Programs on this computer can send to 127\.0\.0\.1, port \d+/)
    .waitFor();
  let url = '';
  await eventually(async () => {
    url = await workbench.page.evaluate(() => navigator.clipboard.readText());
    if (!url.startsWith('smtp://')) throw new Error(`On the clipboard is ${url}`);
  });
  await workbench.notifications.clear();
  const transport = createTransport(url);
  const envelope = { from: 'ci@example.org', to: ['dev@example.org'] };
  return {
    url,
    send: async (raw) => {
      await transport.sendMail({ envelope, raw: raw.replace(/\r?\n/g, '\r\n') });
    },
  };
}
