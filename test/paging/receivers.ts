import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** What PagerDuty, Slack and a mail server were sent, by a program that took them for real. */
export interface Receivers extends AsyncDisposable {
  readonly pagerduty: readonly PagerDutyEvent[];
  readonly slack: readonly SlackMessage[];
  readonly mails: readonly Mail[];
  /** http://127.0.0.1:port, with /v2/enqueue for PagerDuty and /services/... for Slack. */
  readonly url: string;
  /** host:port */
  readonly smarthost: string;
}

/** An event of PagerDuty's Events API v2, as it was posted. */
export interface PagerDutyEvent {
  readonly at: number;
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key: string;
  readonly client?: string;
  readonly client_url?: string;
  readonly payload?: {
    readonly summary: string;
    readonly source: string;
    readonly severity: string;
    readonly class?: string;
    readonly component?: string;
    readonly group?: string;
    readonly custom_details?: Readonly<Record<string, string>>;
  };
}

export interface SlackMessage {
  readonly at: number;
  readonly path: string;
  readonly channel: string;
  readonly attachments: readonly {
    readonly title: string;
    readonly title_link: string;
    readonly text: string;
    readonly color: string;
    readonly fallback: string;
  }[];
}

export interface Mail {
  readonly at: number;
  readonly user: string;
  readonly password: string;
  readonly to: readonly string[];
  /** With its headers, and quoted-printable undone. */
  readonly text: string;
}

const PAGERDUTY_SEVERITIES = ['critical', 'error', 'warning', 'info'];

export async function startReceivers(): Promise<Receivers> {
  const pagerduty: PagerDutyEvent[] = [];
  const slack: SlackMessage[] = [];
  const mails: Mail[] = [];
  const web = http.createServer(async (request, response) => {
    const sent = await text(request).catch(() => undefined);
    // An Alertmanager that is ended while it sends is none of the receiver's business.
    if (sent === undefined) return;
    if (request.method !== 'POST') {
      response.writeHead(404).end('there is nothing to get here');
      return;
    }
    const body: unknown = JSON.parse(sent);
    if (request.url === '/v2/enqueue') {
      const event = { at: Date.now(), ...(body as object) } as PagerDutyEvent;
      pagerduty.push(event);
      const problem = pagerdutyProblem(event);
      response.writeHead(problem === undefined ? 202 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: problem ?? 'success', dedup_key: event.dedup_key }));
    } else {
      slack.push({ at: Date.now(), path: request.url ?? '', ...(body as object) } as SlackMessage);
      response.end('ok');
    }
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const smtp = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ password = '', username = '' }, _session, done) =>
      done(null, { user: { username, password } }),
    onData: (stream, session, done) => {
      void text(stream).then((raw) => {
        const { username, password } = session.user as unknown as Record<string, string>;
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const mail = { at: Date.now(), user: username ?? '', password: password ?? '', to };
        mails.push({ ...mail, text: unquoted(raw) });
        done();
      });
    },
  });
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  return {
    pagerduty,
    slack,
    mails,
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    smarthost: `127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}

/** What PagerDuty would refuse. */
function pagerdutyProblem(event: PagerDutyEvent): string | undefined {
  if (!/^[0-9a-zA-Z]{32}$/.test(event.routing_key)) return 'the routing key has 32 characters';
  if (event.event_action !== 'trigger') return undefined;
  const { severity = '', source = '', summary = '' } = event.payload ?? {};
  if (summary === '' || summary.length > 1024) return 'the summary has 1 to 1024 characters';
  if (source === '') return 'the source is missing';
  return PAGERDUTY_SEVERITIES.includes(severity) ? undefined : `unknown severity ${severity}`;
}

function unquoted(raw: string): string {
  const bytes = raw
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
