import * as vscode from 'vscode';
import type { Account } from '../../model/account/account';
import {
  isExempt,
  type Proxy,
  proxyOf,
  type ProxySettings,
  type ProxyStatus,
  proxyStatusOf,
} from '../../model/account/proxy';

/** The section of the editor's proxy settings. */
export const proxySection = 'http';

/** The editor's proxy settings. */
export function proxyStanding(): ProxyStatus {
  return proxyStatusOf(settings());
}

/** The proxy for the mails of an account; `undefined` for a direct connection. */
export function proxyFor({ useProxy, host, port }: Account): Proxy | undefined {
  if (!useProxy) return undefined;
  const now = settings();
  return isExempt(proxyStatusOf(now).exceptions, host, port) ? undefined : proxyOf(now);
}

/** At user level only: a workspace must not be able to redirect mails. */
function settings(): ProxySettings {
  const configuration = vscode.workspace.getConfiguration(proxySection);
  const user = (name: string): unknown => {
    const found = configuration.inspect(name);
    return found?.globalValue ?? found?.defaultValue;
  };
  const exceptions = user('noProxy');
  return {
    support: textOf(user('proxySupport')),
    url: textOf(user('proxy')),
    exceptions: Array.isArray(exceptions) ? exceptions.filter((entry) => typeof entry === 'string') : [],
    environment: process.env,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
