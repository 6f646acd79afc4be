/**
 * The parts of a Debug Adapter Protocol message that we look at; all of it comes from outside, and any part may be
 * missing. Source: https://microsoft.github.io/debug-adapter-protocol/specification
 */
export interface DebugMessage {
  readonly type?: unknown;
  /** In requests and in their responses. */
  readonly command?: unknown;
  readonly event?: unknown;
  readonly success?: unknown;
  readonly message?: unknown;
  readonly arguments?: { readonly restart?: unknown; readonly kind?: unknown; readonly args?: unknown } | null;
  readonly body?: {
    readonly category?: unknown;
    readonly output?: unknown;
    readonly exitCode?: unknown;
    readonly restart?: unknown;
    readonly shellProcessId?: unknown;
    readonly systemProcessId?: unknown;
    readonly isLocalProcess?: unknown;
    readonly error?: { readonly format?: unknown } | null;
  } | null;
}

/** The text that an adapter prints with a message; empty if it prints nothing that a user would see. */
export function printedBy({ type, event, body }: DebugMessage): string {
  if (type !== 'event' || event !== 'output' || body?.category === 'telemetry') return '';
  return typeof body?.output === 'string' ? body.output : '';
}

/**
 * The exit code that an adapter reports with a message.
 * @param jsDebug the adapter is js-debug, which reports it in a sentence of its own
 */
export function reportedExitCode(message: DebugMessage, jsDebug: boolean): number | undefined {
  const { type, event, body } = message;
  if (type !== 'event') return undefined;
  if (event === 'exited') return typeof body?.exitCode === 'number' ? body.exitCode : undefined;
  // Measured: js-debug never sends `exited`, and reports nothing at all for exit code 0.
  if (!jsDebug || body?.category !== 'stderr') return undefined;
  const [, code] = /^Process exited with code (-?\d+)\s*$/.exec(printedBy(message)) ?? [];
  return code === undefined ? undefined : Number(code);
}

/** The process id of a `process` event, if the process runs on this computer. */
export function localProcessOf(body: DebugMessage['body']): number | undefined {
  const isHere = body?.isLocalProcess !== false && typeof body?.systemProcessId === 'number';
  return isHere ? body.systemProcessId : undefined;
}

/** The whole sentence of a refused launch, or the empty text. */
export function refusalOf({ type, command, success, message, body }: DebugMessage): string {
  const isRefused = type === 'response' && (command === 'launch' || command === 'attach') && success === false;
  if (!isRefused) return '';
  const format = body?.error?.format;
  return typeof format === 'string' ? format : typeof message === 'string' ? message : '';
}
