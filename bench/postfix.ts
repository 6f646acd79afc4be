import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Certificate } from '../test/support/certificates';

export interface Postfix {
  readonly version: string;
  readonly ports: { readonly startTls: number; readonly implicitTls: number };
  stop(): Promise<void>;
}

const master = '/usr/lib/postfix/sbin/master';

/** Makes sure that a Postfix can be started here. Returns why not, or `undefined` where one can. */
export function ensurePostfix(): string | undefined {
  if (process.getuid?.() !== 0) return 'Postfix starts as root only';
  if (!existsSync(master) && existsSync('/usr/bin/apt-get')) installPostfix();
  return existsSync(master) ? undefined : 'Postfix is not installed here (Debian package postfix)';
}

/** Without a configuration: the system's own Postfix does not start then. */
function installPostfix(): void {
  console.log('Installing Postfix by apt-get (once) …');
  const options = {
    stdio: 'ignore',
    timeout: 600_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const;
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], options).status === 0;
  const answer = 'postfix postfix/main_mailer_type select No configuration';
  spawnSync('debconf-set-selections', { ...options, stdio: ['pipe', 'ignore', 'ignore'], input: answer });
  const install = ['install', '--no-install-recommends', '--no-remove', 'postfix'];
  // The lists may be missing or old.
  if (!apt(...install) && apt('update')) apt(...install);
}

/**
 * A Postfix of our own: its configuration, its queue and its ports on this computer only; it throws every mail away.
 * Signing in is answered by us. Nothing of the system's Postfix is used but its programs and its users.
 */
export async function startPostfix({ cert, key }: Certificate): Promise<Postfix> {
  const folder = mkdtempSync(path.join(tmpdir(), 'postfix-bench-'));
  const at = (name: string): string => path.join(folder, name);
  chmodSync(folder, 0o755);
  const [postfix, postdrop] = [idOf('-u', 'postfix'), idOf('-g', 'postdrop')];
  for (const name of ['conf', 'data', 'queue']) mkdirSync(at(name), { mode: 0o755 });
  chownSync(at('data'), postfix, 0);
  const queues = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'saved'];
  for (const name of [...queues, 'trace', 'public', 'maildrop', 'pid']) {
    mkdirSync(at(`queue/${name}`), { mode: name === 'pid' || name === 'public' ? 0o755 : 0o700 });
    if (name !== 'pid')
      chownSync(at(`queue/${name}`), postfix, name === 'public' || name === 'maildrop' ? postdrop : 0);
  }
  writeFileSync(at('conf/cert.pem'), cert);
  writeFileSync(at('conf/key.pem'), key, { mode: 0o600 });
  const door = await listening(createServer().on('connection', answerSignIn));
  const [startTls, implicitTls] = [await freePort(), await freePort()];
  writeFileSync(at('conf/main.cf'), mainCf(folder, portOf(door)));
  writeFileSync(at('conf/master.cf'), masterCf(startTls, implicitTls));

  const child = spawn(master, ['-c', at('conf')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    door.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await greeting(startTls);
  } catch (error) {
    await stop();
    throw error;
  }
  const version = spawnSync('/usr/sbin/postconf', ['-c', at('conf'), '-h', 'mail_version'], {
    encoding: 'utf8',
  }).stdout;
  return { version: version.trim(), ports: { startTls, implicitTls }, stop };
}

function mainCf(folder: string, authPort: number): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
mail_owner = postfix
setgid_group = postdrop
daemon_directory = ${path.dirname(master)}
command_directory = /usr/sbin
myhostname = bench.localdomain
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
default_transport = discard:
local_transport = discard:
alias_maps =
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_tls_security_level = may
smtpd_tls_cert_file = ${folder}/conf/cert.pem
smtpd_tls_key_file = ${folder}/conf/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${String(authPort)}
`;
}

/** The services that taking and throwing away a mail needs; none of them in a chroot. */
function masterCf(startTls: number, implicitTls: number): string {
  return `127.0.0.1:${String(startTls)} inet n - n - - smtpd
127.0.0.1:${String(implicitTls)} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
`;
}

/** Dovecot's authentication protocol, as far as Postfix needs it: everybody may sign in. */
function answerSignIn(socket: Socket): void {
  const cookie = randomBytes(16).toString('hex');
  socket.on('error', () => undefined);
  socket.write(`VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t${cookie}\nDONE\n`);
  socket.on('data', (bytes) => {
    for (const [, id = ''] of bytes.toString('latin1').matchAll(/^AUTH\t(\d+)\t/gm))
      socket.write(`OK\t${id}\tuser=bench\n`);
  });
}

async function greeting(port: number): Promise<void> {
  const end = performance.now() + 15_000;
  while (performance.now() < end) {
    const heard = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => {
        socket.end('QUIT\r\n');
        resolve(true);
      });
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
    });
    if (heard) return;
    await setTimeout(200);
  }
  throw new Error('Postfix did not start');
}

function idOf(kind: '-u' | '-g', name: string): number {
  const { stdout } =
    kind === '-u'
      ? spawnSync('id', ['-u', name], { encoding: 'utf8' })
      : spawnSync('getent', ['group', name], { encoding: 'utf8' });
  return Number(kind === '-u' ? stdout : stdout.split(':')[2]);
}

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = await listening(createServer());
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
