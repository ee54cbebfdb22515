/**
 * What the store knows of its own history, and each step that was claimed (spent-steps.ts: `time_step` is the last one, and
 * `spent` the rest of the row; empty in rows of the first versions).
 */
export const standing = `
ALTER TABLE floor
  ADD hold_cause text,
  ADD hold_noticed_at bigint,
  ADD hold_until bigint,
  ADD restores integer NOT NULL DEFAULT 0,
  -- Whether it was opened by a version that counts restores: of one before, none can be told from an upgrade.
  ADD counts_restores boolean NOT NULL DEFAULT false,
  ADD refused_from bigint,
  ADD refused_until bigint;

ALTER TABLE time_steps RENAME authenticator_id TO claim_key;
ALTER TABLE time_steps
  ADD spent bigint[] NOT NULL DEFAULT '{}',
  -- Since when no authenticator has the key.
  ADD removed_at bigint;
CREATE INDEX ON time_steps (removed_at) WHERE removed_at IS NOT NULL;

CREATE FUNCTION is_spent(spent bigint[], step bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  FOR i IN 2 .. cardinality(spent) BY 2 LOOP
    IF step BETWEEN spent[i] AND spent[i + 1] THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;

-- As spendStep of spent-steps.ts has it.
CREATE FUNCTION spend_step(last bigint, spent bigint[], step bigint) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  line bigint[] := CASE WHEN cardinality(spent) = 0 THEN ARRAY[last] ELSE spent END;
  i integer := 2;
  at integer := 2;
BEGIN
  WHILE i <= cardinality(line) AND line[i] <= step LOOP
    i := i + 2;
  END LOOP;
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

-- As unspendStep of spent-steps.ts has it, of the last step.
CREATE FUNCTION unspend_step(spent bigint[], step bigint) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF spent[1] = step THEN
    spent[1] := step - 1;
  END IF;
  FOR i IN 3 .. cardinality(spent) BY 2 LOOP
    IF spent[i] = step THEN
      IF spent[i - 1] = step THEN
        RETURN spent[:i - 2] || spent[i + 1:];
      END IF;
      spent[i] := step - 1;
      RETURN spent;
    END IF;
  END LOOP;
  RETURN spent;
END $$;
`
