/** Whether a value of unknown type, from JSON or from settings, is an object and no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of unknown type if it is a text, otherwise the empty text. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The message of something that was thrown, which need not be an `Error`. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
