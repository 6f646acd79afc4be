/** Which account something goes through. */
export interface AccountChoice<One> {
  /** `undefined` where there is none at all. */
  readonly chosen: One | undefined;
  /** The one that was asked for is no longer there, and the default one stands in for it. */
  readonly isStandIn: boolean;
}

/**
 * Chooses one of the accounts. An incomplete one is chosen all the same: mail never takes another way by itself, since the
 * other account has another sender and other recipients.
 * @param defaultId the default account; the first one where there is none of that id
 * @param named the account that a rule names
 */
export function chooseAccount<One extends { readonly id: string }>(
  accounts: readonly One[],
  defaultId: string,
  named?: string,
): AccountChoice<One> {
  const find = (id: string | undefined): One | undefined => accounts.find((one) => one.id === id);
  const asked = named === undefined ? undefined : find(named);
  return {
    chosen: asked ?? find(defaultId) ?? accounts[0],
    isStandIn: named !== undefined && asked === undefined,
  };
}
