import * as vscode from 'vscode';
import type { Account } from '../model/account';
import { isExempt, proxyOf, proxyStandingOf, type Proxy, type ProxySettings, type ProxyStanding } from '../model/proxy';

/** The settings of the editor that say how it reaches others. */
export const proxySection = 'http';

/** What the editor is set to do about proxies. */
export function proxyStanding(): ProxyStanding {
  return proxyStandingOf(settings());
}

/** What the mails of an account are to go through; `undefined`: straight to the server. */
export function proxyFor({ useProxy, host, port }: Account): Proxy | undefined {
  if (!useProxy) return undefined;
  const now = settings();
  return isExempt(proxyStandingOf(now).exceptions, host, port) ? undefined : proxyOf(now);
}

/** At user level only: a workspace must not be able to lead mails its way. */
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
