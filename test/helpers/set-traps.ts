/**
 * SQL for a role that may create in schema public: functions and operators that fit the arguments
 * of a careless call better than those of pg_catalog do, and therefore win although pg_catalog
 * comes first in the search path. Whoever calls one gets an error that begins with `trapped`.
 */
export const SET_TRAPS = `
CREATE FUNCTION public.substituted(given oid[], wanted oid, instead oid) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(format_type(CASE WHEN t = wanted THEN instead ELSE t END, NULL), ',' ORDER BY n)
  FROM unnest(given) WITH ORDINALITY u (t, n) $$;
CREATE TABLE public.substitutions (wanted oid, instead oid);
INSERT INTO public.substitutions VALUES
  ('text'::regtype, 'name'::regtype), ('text'::regtype, 'varchar'::regtype),
  ('numeric'::regtype, 'int4'::regtype), ('numeric'::regtype, 'int8'::regtype),
  ('float8'::regtype, 'int4'::regtype), ('float8'::regtype, 'int8'::regtype),
  ('float8'::regtype, 'numeric'::regtype), ('int8'::regtype, 'int4'::regtype),
  ('oid'::regtype, 'regclass'::regtype), ('timestamptz'::regtype, 'timestamp'::regtype);
DO $do$ DECLARE made text; BEGIN
  FOR made IN
    SELECT format('public.%I(%s)', p.proname, public.substituted(p.proargtypes::oid[], s.wanted, s.instead))
    FROM pg_proc p JOIN public.substitutions s ON s.wanted = ANY (p.proargtypes::oid[])
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.pronargs BETWEEN 1 AND 3
      AND p.proname !~ '(in|out|recv|send)$'
  LOOP
    BEGIN
      CONTINUE WHEN to_regprocedure(replace(made, 'public.', 'pg_catalog.')) IS NOT NULL;
      EXECUTE format('CREATE FUNCTION %s RETURNS text LANGUAGE plpgsql AS %L', made,
        format('BEGIN RAISE %L; END', 'trapped by ' || made));
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
  END LOOP;
  FOR made IN
    SELECT format('OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.sprung)', o.oprname,
      l.instead::regtype, r.instead::regtype)
    FROM pg_operator o
    CROSS JOIN LATERAL (SELECT instead FROM public.substitutions WHERE wanted = o.oprleft UNION SELECT o.oprleft) l
    CROSS JOIN LATERAL (SELECT instead FROM public.substitutions WHERE wanted = o.oprright UNION SELECT o.oprright) r
    WHERE o.oprkind = 'b' AND o.oprleft IN (SELECT wanted FROM public.substitutions)
      AND o.oprright IN (SELECT wanted FROM public.substitutions)
      AND NOT EXISTS (SELECT FROM pg_operator e WHERE e.oprname = o.oprname
                      AND e.oprleft = l.instead AND e.oprright = r.instead)
  LOOP
    BEGIN
      EXECUTE format('CREATE FUNCTION public.sprung(%s, %s) RETURNS bool LANGUAGE plpgsql AS %L',
        substring(made FROM 'LEFTARG = ([^,]*),'), substring(made FROM 'RIGHTARG = ([^,]*),'),
        'BEGIN RAISE ''trapped by an operator''; END');
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    BEGIN
      EXECUTE 'CREATE ' || made;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
  END LOOP;
END $do$`;
