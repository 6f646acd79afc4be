/** The steps of sending one mail, in the order in which they happen. */
export const steps = ['resolve', 'connect', 'tls', 'signIn', 'sender', 'recipients', 'message', 'accepted'] as const;

export type Step = (typeof steps)[number];

/** `skipped`: this account does without it (no TLS, no sign-in). */
export type StepState = 'waiting' | 'running' | 'done' | 'skipped' | 'failed';

/** How far a send has come: each step with its state and, where there is something to tell, a detail (an address, a TLS version). */
export type Progress = Readonly<Record<Step, { readonly state: StepState; readonly detail: string }>>;

/** Nothing has happened yet. */
export function noProgress(): Progress {
  return nothing;
}

const nothing = Object.fromEntries(steps.map((step) => [step, { state: 'waiting', detail: '' }])) as Progress;
