import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates';

/** What an https server answers for a path; an empty `location` stands for none. */
export interface HttpsReply {
  readonly status?: number;
  readonly location?: string;
  readonly body?: string;
}

export interface RunningHttpsServer {
  readonly port: number;
  /** Every request, as host and path with its query. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** An https server on loopback that answers as a test wants; `undefined` is 404, `silence` is no answer. */
export async function startHttpsServer(
  certificate: Certificate,
  reply: (host: string, path: string) => HttpsReply | 'silence' | undefined,
): Promise<RunningHttpsServer> {
  const requests: string[] = [];
  const server = createServer({ ...certificate }, (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const path = request.url ?? '';
    requests.push(`${host}${path}`);
    const said = reply(host, path);
    if (said === 'silence') return;
    const { status = said === undefined ? 404 : 200, location, body = '' } = said ?? {};
    response.writeHead(status, location === undefined ? {} : { location });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, requests, stop };
}
