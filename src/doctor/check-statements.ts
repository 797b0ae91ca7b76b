import { counted } from '../console/counted.ts';
import { listElements } from '../setup/list-setting.ts';
import { alterSystem } from '../setup/plan-settings.ts';
import { PRELOADED, WANTED_SETTINGS } from '../setup/wanted-settings.ts';
import { type Finding, missing, ok, warning } from './finding.ts';
import type { DoctorFacts } from './server-facts.ts';
import type { StatementsFacts } from './statements-facts.ts';

/** Everything that has to be right for statements to be counted. */
export function checkStatements(
  facts: DoctorFacts,
  statements: StatementsFacts | undefined,
  database: string,
): readonly Finding[] {
  return [
    preloadFinding(facts),
    ...extensionFindings(facts, database),
    ...(statements === undefined ? [] : [fullFinding(statements)]),
    ...settingFindings(facts),
  ];
}

const PRELOAD = 'shared_preload_libraries';

function preloadFinding({ available, settings }: DoctorFacts): Finding {
  const now = settings[PRELOAD];
  const isLoaded = settings['pg_stat_statements.max'] !== undefined;
  if (isLoaded || (now !== undefined && listElements(now).includes(PRELOADED))) {
    return ok('preload', 'pg_stat_statements is preloaded');
  }
  const why = 'no statement is counted, and all about queries is missing';
  if (!available) {
    return missing('preload', 'the server does not have pg_stat_statements', why, [
      'install the contrib package of the server (Debian has it in postgresql-NN, Red Hat in postgresqlNN-contrib)',
    ]);
  }
  const libraries = [...listElements(now ?? ''), PRELOADED].join(', ');
  return missing(
    'preload',
    now === undefined ? 'pg_stat_statements is not preloaded' : `${PRELOAD} is '${now}'`,
    why,
    [
      now === undefined
        ? `add pg_stat_statements to ${PRELOAD}`
        : alterSystem({ name: PRELOAD, isList: true }, libraries),
      'restart PostgreSQL',
    ],
  );
}

function extensionFindings({ extension, user }: DoctorFacts, database: string): readonly Finding[] {
  if (extension === null) {
    return [
      missing(
        'extension',
        `pg_stat_statements is not in database ${database}`,
        'what is counted cannot be read',
        [`in database ${database}: CREATE EXTENSION pg_stat_statements;`],
      ),
    ];
  }
  const { mayUse, newest, schema, version } = extension;
  const found = `pg_stat_statements ${version} in database ${database}`;
  if (!mayUse) {
    const grant = [`GRANT USAGE ON SCHEMA ${schema} TO ${user};`];
    const why = 'what is counted cannot be read';
    return [missing('extension', `${found}, in schema ${schema} which is closed`, why, grant)];
  }
  if (newest === null || newest === version) return [ok('extension', found)];
  return [
    warning(
      'extension',
      `${found}, the server has ${newest}`,
      'newer columns are missing: it was not brought along when the server was upgraded',
      [`in database ${database}: ALTER EXTENSION pg_stat_statements UPDATE;`],
    ),
  ];
}

function fullFinding(statements: StatementsFacts): Finding {
  if (typeof statements === 'string') {
    const why = 'statements are not seen';
    return missing('statements', `they cannot be read: ${statements}`, why);
  }
  const { deallocations, entries, max } = statements;
  const times = deallocations ? `, made room ${counted(deallocations, 'time')}` : '';
  const found = `${entries} of ${max} entries${times}`;
  // Right after it made room, a twentieth of it is free.
  const isFull = entries >= FULL * max || (deallocations && entries >= ONCE_FULL * max);
  if (!isFull) return ok('statements', found);
  return warning(
    'statements',
    found,
    'a full table forgets the rarest statements whenever a new one comes, and counts of those are lost',
    [
      `ALTER SYSTEM SET pg_stat_statements.max = '${max * 2}'; restart PostgreSQL`,
      'or have the application use parameters, so that its statements are alike',
    ],
  );
}

const FULL = 0.95;
const ONCE_FULL = 0.8;

function settingFindings({ settings, versionNum }: DoctorFacts): readonly Finding[] {
  const wanted = WANTED_SETTINGS.filter(
    ({ name, since }) => since <= versionNum && name !== PRELOAD && settings[name] !== undefined,
  );
  return wanted.map((setting) => {
    const { name, restart, why } = setting;
    const now = settings[name] ?? '';
    if (setting.isGood(now)) return ok('setting', `${name} = ${now}`);
    const sql = alterSystem(setting, setting.value(now));
    const then = restart ? 'restart PostgreSQL' : 'SELECT pg_reload_conf();';
    return warning('setting', `${name} = ${now === '' ? "''" : now}`, why, [sql, then]);
  });
}
