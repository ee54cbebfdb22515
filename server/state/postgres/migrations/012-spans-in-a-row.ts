/** A step directly after a span extends it, as in spendStep of spent-steps.ts. */
export const spansInARow = `
CREATE OR REPLACE FUNCTION spend_step(last bigint, spent bigint[], step bigint) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  line bigint[] := CASE WHEN cardinality(spent) = 0 THEN ARRAY[last] ELSE spent END;
  i integer := 2;
  at integer := 2;
BEGIN
  WHILE i <= cardinality(line) AND line[i] <= step LOOP
    i := i + 2;
  END LOOP;
  IF i > 2 AND line[i - 1] = step - 1 THEN
    line[i - 1] := step;
    RETURN line;
  END IF;
  line := line[:i - 1] || ARRAY[step, step] || line[i:];
  IF cardinality(line) > 13 THEN
    FOR j IN 2 .. cardinality(line) - 6 BY 2 LOOP
      IF line[j] - line[j - 1] < line[at] - line[at - 1] THEN
        at := j;
      END IF;
    END LOOP;
    line := line[:at - 2] || line[at + 1:];
  END IF;
  RETURN line;
END $$;
`
