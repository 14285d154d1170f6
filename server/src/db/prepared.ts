/**
 * Statements of hot paths, compiled once per database: building and compiling a query costs more than running it on
 * the embedded database. The statement is built from named parameters and run with their values.
 */
import type { Compilable, CompiledQuery } from 'kysely';
import type { Queries } from './open.ts';

type At<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];
type Plan = { compiled: CompiledQuery; names: (string | undefined)[] };

const MARK = '\u0000parameter ';

const compile = <Values>(db: Queries, build: (db: Queries, at: At<Values>) => Compilable): Plan => {
  const compiled = build(db, ((name: string) => `${MARK}${name}`) as unknown as At<Values>).compile();
  return {
    compiled,
    names: compiled.parameters.map((value) =>
      typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : undefined,
    ),
  };
};

/**
 * Prepares a statement. `at('name')` stands for the value given under that name; it must reach the statement as a
 * parameter, unchanged. Answers a function that runs it: rows (for statements that return some) and rows changed.
 */
export const prepare = <Values extends object, Row = never>(
  build: (db: Queries, at: At<Values>) => Compilable,
): ((db: Queries, values: Values) => Promise<{ rows: Row[]; changed: number }>) => {
  const plans = new WeakMap<object, Plan>();
  return async (db, values) => {
    const executor = db.getExecutor();
    let plan = plans.get(executor.adapter);
    if (plan === undefined) {
      plan = compile(db, build);
      plans.set(executor.adapter, plan);
    }
    const { compiled, names } = plan;
    const given = values as Record<string, unknown>;
    const parameters = compiled.parameters.map((value, index) => {
      const name = names[index];
      return name === undefined ? value : given[name];
    });
    const result = await db.executeQuery<Row>({ ...compiled, parameters });
    return { rows: result.rows, changed: Number(result.numAffectedRows ?? 0n) };
  };
};
