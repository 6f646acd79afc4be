/**
 * A message of the Debug Adapter Protocol as far as we look at it; everything in it comes from outside and may be missing.
 * Source: https://microsoft.github.io/debug-adapter-protocol/specification
 */
export interface DebugMessage {
  readonly type?: unknown;
  /** Of a request and of its response. */
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

/** What an adapter prints with a message; the empty text where it prints nothing that a user would see. */
export function printedBy({ type, event, body }: DebugMessage): string {
  if (type !== 'event' || event !== 'output' || body?.category === 'telemetry') return '';
  return typeof body?.output === 'string' ? body.output : '';
}

/** The exit code that an adapter tells with a message, `jsDebug` in the words of that adapter. */
export function exitCodeTold(message: DebugMessage, jsDebug: boolean): number | undefined {
  const { type, event, body } = message;
  if (type !== 'event') return undefined;
  if (event === 'exited') return typeof body?.exitCode === 'number' ? body.exitCode : undefined;
  // Measured: js-debug never sends `exited`, and of exit code 0 it says nothing at all.
  if (!jsDebug || body?.category !== 'stderr') return undefined;
  const [, code] = /^Process exited with code (-?\d+)\s*$/.exec(printedBy(message)) ?? [];
  return code === undefined ? undefined : Number(code);
}

/** The process that a `process` event is about, where it is one of this computer. */
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
