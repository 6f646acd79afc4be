// A test's own Postfix: it keeps all its files in one temporary folder, and listens on loopback only.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificate } from '../support/certificates';
import { until } from '../support/fakeTime';

const programs = '/usr/lib/postfix/sbin';
/** The owner of delivered mail: nobody, as everywhere on Debian. */
const nobody = 65_534;
/** Seconds after which it ends by itself, in case the test is killed. */
const longestLife = 3600;

export interface PostfixOptions {
  readonly certificate: Certificate;
  /** `user@domain` and password of the users who may sign in. */
  readonly users: Readonly<Record<string, string>>;
  /** Addresses that it delivers to; it refuses all others. */
  readonly mailboxes: readonly string[];
  /** The most bytes of a mail. */
  readonly sizeLimit: number;
}

/** A running Postfix. */
export class Postfix {
  private constructor(
    private readonly master: ChildProcess,
    private readonly home: string,
    /** Port of the submission service: plain, then STARTTLS. */
    readonly submission: number,
    /** Port of the submissions service: TLS from the first byte. */
    readonly submissions: number,
  ) {}

  static async start(options: PostfixOptions): Promise<Postfix> {
    const home = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-postfix-'));
    const [submission, submissions] = [await freePort(), await freePort()];
    await lay(home, options, submission, submissions);
    // Foreground; its own process group, which its master ends.
    const args = ['-c', path.join(home, 'etc'), '-d', '-e', String(longestLife)];
    const master = spawn(`${programs}/master`, args, { detached: true, stdio: 'ignore' });
    const postfix = new Postfix(master, home, submission, submissions);
    // It must not outlive a test run that is stopped.
    process.once('SIGTERM', () => process.exit(143));
    process.once('exit', () => master.kill('SIGTERM'));
    try {
      for (const port of [submission, submissions]) await postfix.answers(port);
    } catch (error) {
      const log = await postfix.log();
      await postfix.stop();
      throw new Error(`Postfix did not start\n${log}`, { cause: error });
    }
    return postfix;
  }

  /** The text of its log. */
  async log(): Promise<string> {
    return readFile(path.join(this.home, 'log', 'maillog'), 'utf8').catch(() => '');
  }

  /** Every mail in a mailbox, as stored: first the lines that Postfix adds, with LF line ends. */
  async delivered(address: string): Promise<readonly string[]> {
    const folder = path.join(this.home, 'mail', address, 'new');
    const names = await readdir(folder).catch(() => []);
    return Promise.all(names.sort().map((name) => readFile(path.join(folder, name), 'latin1')));
  }

  /** Ends it through the process that we started, and removes its folder. */
  async stop(): Promise<void> {
    if (this.master.exitCode === null && this.master.signalCode === null) {
      const ended = new Promise((resolve) => this.master.once('close', resolve));
      this.master.kill('SIGTERM');
      await Promise.race([ended, sleep(10_000)]);
      if (this.master.exitCode === null && this.master.signalCode === null) this.master.kill('SIGKILL');
    }
    await rm(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private async answers(port: number): Promise<void> {
    await until(`Postfix listens on ${port}`, () => {
      if (this.master.exitCode !== null) throw new Error(`Postfix ended with ${this.master.exitCode}`);
      return accepts(port);
    });
  }
}

/** Writes the files it needs into its folder. */
async function lay(home: string, options: PostfixOptions, submission: number, submissions: number): Promise<void> {
  const { certificate, users, mailboxes, sizeLimit } = options;
  const [postfix, postdrop] = [idOf('passwd', 'postfix'), idOf('group', 'postdrop')];
  const dir = (name: string): string => path.join(home, name);
  await chmod(home, 0o755);
  for (const name of ['etc', 'etc/sasl', 'data', 'mail', 'log', 'queue']) await mkdir(dir(name));
  await chown(dir('data'), postfix, 0);
  await chown(dir('mail'), nobody, nobody);
  const closed = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private'];
  for (const name of [...closed, 'saved', 'trace']) {
    await mkdir(dir(`queue/${name}`), { mode: 0o700 });
    await chown(dir(`queue/${name}`), postfix, 0);
  }
  await mkdir(dir('queue/pid'));
  for (const [name, mode] of [
    ['public', 0o710],
    ['maildrop', 0o730],
  ] as const) {
    await mkdir(dir(`queue/${name}`));
    await chown(dir(`queue/${name}`), postfix, postdrop);
    await chmod(dir(`queue/${name}`), mode);
  }

  await writeFile(dir('etc/server.crt'), certificate.cert);
  await writeFile(dir('etc/server.key'), certificate.key, { mode: 0o600 });
  await writeFile(dir('etc/mailboxes'), mailboxes.map((address) => `${address} ${address}/\n`).join(''));
  const domains = [...new Set(mailboxes.map((address) => address.replace(/^.*@/, '')))];
  await writeFile(
    dir('etc/main.cf'),
    `compatibility_level = 3.6
queue_directory = ${dir('queue')}
data_directory = ${dir('data')}
daemon_directory = ${programs}
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${dir('log/maillog')}
maillog_file_prefixes = ${dir('log')}
import_environment = MAIL_CONFIG TZ
myhostname = mail.example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = ${domains.join(' ')}
virtual_mailbox_maps = texthash:${dir('etc/mailboxes')}
virtual_mailbox_base = ${dir('mail')}
virtual_uid_maps = static:${nobody}
virtual_gid_maps = static:${nobody}
message_size_limit = ${sizeLimit}
smtpd_tls_cert_file = ${dir('etc/server.crt')}
smtpd_tls_key_file = ${dir('etc/server.key')}
smtpd_tls_auth_only = yes
smtpd_tls_loglevel = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = ${dir('etc/sasl')}
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_client_restrictions =
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
`,
  );
  const inner = ['pickup', 'cleanup', 'qmgr', 'tlsmgr', 'rewrite', 'bounce', 'defer', 'trace', 'verify', 'flush'];
  const programOf: Record<string, string> = {
    rewrite: 'trivial-rewrite',
    defer: 'bounce',
    trace: 'bounce',
    retry: 'error',
  };
  // Postfix itself insists on these.
  const single = ['pickup', 'qmgr', 'tlsmgr', 'verify', 'anvil'];
  const several = ['cleanup', 'bounce', 'defer', 'trace', 'flush'];
  const isPublic = ['pickup', 'cleanup', 'qmgr', 'flush'];
  const lines = [...inner, 'proxymap', 'error', 'retry', 'discard', 'virtual', 'anvil'].map((name) => {
    const unprivileged = name === 'virtual' ? 'n' : '-';
    const most = single.includes(name) ? '1' : several.includes(name) ? '0' : '-';
    return `${name} unix ${isPublic.includes(name) ? 'n' : '-'} ${unprivileged} n - ${most} ${programOf[name] ?? name}`;
  });
  await writeFile(
    dir('etc/master.cf'),
    `127.0.0.1:${submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:${submissions} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
${lines.join('\n')}
postlog unix-dgram n - n - 1 postlogd
`,
  );

  const database = dir('etc/sasldb2');
  await writeFile(
    dir('etc/sasl/smtpd.conf'),
    `pwcheck_method: auxprop
auxprop_plugin: sasldb
mech_list: PLAIN LOGIN CRAM-MD5
sasldb_path: ${database}
`,
  );
  for (const [user, password] of Object.entries(users)) {
    const [name = '', realm = ''] = user.split('@');
    const { status, stderr } = spawnSync('/usr/sbin/saslpasswd2', ['-c', '-p', '-f', database, '-u', realm, name], {
      input: password,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`saslpasswd2: ${stderr}`);
  }
  await chown(database, postfix, 0);
}

/** The numeric id of a user or a group. */
function idOf(database: 'passwd' | 'group', name: string): number {
  const { stdout } = spawnSync('getent', [database, name], { encoding: 'utf8' });
  const id = Number(stdout.split(':')[2]);
  if (!Number.isInteger(id)) throw new Error(`There is no ${name} in ${database}`);
  return id;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
