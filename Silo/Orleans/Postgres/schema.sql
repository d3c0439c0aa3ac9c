-- What SvaOrleans needs in a PostgreSQL database (13 or later); `./sva schema --apply` runs it, and so may `psql`. Running it again changes
-- nothing. All names are without a schema: they belong to the first one of the connection's search path.
--
-- Orleans' ADO.NET providers know no tables. They read statements by their keys from orleansquery, and hand over the parameters that stand
-- behind an at sign; what they look for in the answer are the columns' names. All else here is ours.

BEGIN;

-- Which version of this file was run.
CREATE TABLE IF NOT EXISTS sva_schema (
    version integer NOT NULL,
    applied timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS orleansquery (
    querykey text PRIMARY KEY,
    querytext text NOT NULL
);

-- One row for each storage service: how many servers have started on it. Each gives its silos a cluster of its own.
CREATE TABLE IF NOT EXISTS sva_service (
    service text PRIMARY KEY,
    starts integer NOT NULL
);

-- The hosts that a server knows, so that the next one knows them too; without a client they stay when all clients have gone.
CREATE TABLE IF NOT EXISTS sva_host (
    service text NOT NULL,
    host text NOT NULL,
    generation text NOT NULL,
    client text,
    PRIMARY KEY (service, host)
);

-- A cluster's table of members has a version, which each change of a member's standing must name and raises.
CREATE TABLE IF NOT EXISTS sva_cluster (
    cluster text PRIMARY KEY,
    version integer NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS sva_silo (
    cluster text NOT NULL REFERENCES sva_cluster ON DELETE CASCADE,
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    silo text NOT NULL,
    machine text NOT NULL,
    status integer NOT NULL,
    gateway integer NOT NULL,
    suspects text,
    started timestamptz NOT NULL,
    alive timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

-- What grains store. The kind is grain type and state name, as host/host: no two grain classes share a row, and the primary key lets
-- one first write alone succeed. A key that is text stands in key_text alone; numbers and GUIDs would stand in both halves.
CREATE TABLE IF NOT EXISTS sva_state (
    service text NOT NULL,
    kind text NOT NULL,
    key_text text NOT NULL,
    key_high bigint NOT NULL,
    key_low bigint NOT NULL,
    version integer NOT NULL,
    payload bytea,
    written timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service, kind, key_text, key_high, key_low)
);

-- Version 1 kept the hosts of all kernel generations under the state's name alone. A host that a server knows is of one generation; of one
-- that is off the number of its boot alone is left, which counts for every generation that it may boot in.
DO $$
BEGIN
    IF EXISTS (SELECT FROM sva_schema WHERE version = 1) AND NOT EXISTS (SELECT FROM sva_schema WHERE version > 1) THEN
        INSERT INTO sva_state (service, kind, key_text, key_high, key_low, version, payload, written)
            WITH known AS (
                SELECT h.service, h.generation,
                        (SELECT string_agg(
                            CASE WHEN t.letter ~ '^[A-Za-z0-9_.~:-]$' THEN t.letter
                                ELSE regexp_replace(upper(encode(convert_to(t.letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g') END,
                            '' ORDER BY t.place)
                            FROM regexp_split_to_table(h.host, '') WITH ORDINALITY AS t (letter, place)) || '/host' AS key_text
                    FROM sva_host AS h),
            every (generation) AS (VALUES ('2018'), ('2018-v2') UNION SELECT h.generation FROM sva_host AS h)
            SELECT s.service, 'host-' || e.generation || '/host', s.key_text, s.key_high, s.key_low, s.version, s.payload, s.written
                FROM sva_state AS s LEFT JOIN known AS k ON k.service = s.service AND k.key_text = s.key_text
                    JOIN every AS e ON e.generation = coalesce(k.generation, e.generation)
                WHERE s.kind = 'host';
        DELETE FROM sva_state WHERE kind = 'host';
    END IF;
END $$;

-- Version 2 kept a host in a row for each kernel generation. The generation is no part of a host's identity any more; of several rows of
-- one host the one that was written last stays.
DO $$
BEGIN
    IF EXISTS (SELECT FROM sva_schema WHERE version <= 2) AND NOT EXISTS (SELECT FROM sva_schema WHERE version > 2) THEN
        DELETE FROM sva_state AS s USING sva_state AS later
            WHERE s.kind LIKE 'host-%/host' AND later.kind LIKE 'host-%/host' AND later.service = s.service
                AND later.key_text = s.key_text AND later.key_high = s.key_high AND later.key_low = s.key_low
                AND (later.written, later.kind) > (s.written, s.kind);
        UPDATE sva_state SET kind = 'host/host' WHERE kind LIKE 'host-%/host';
    END IF;
END $$;

-- A silo joins: false when another silo changed the table first, or when it is already there.
CREATE OR REPLACE FUNCTION sva_silo_join(
    of_cluster text, seen integer, at_address text, at_port integer, of_generation integer,
    named text, on_machine text, with_status integer, with_gateway integer, since timestamptz, alive_at timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sva_cluster AS c WHERE c.cluster = of_cluster AND c.version = seen FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO sva_silo AS s (cluster, address, port, generation, silo, machine, status, gateway, started, alive)
        VALUES (of_cluster, at_address, at_port, of_generation, named, on_machine, with_status, with_gateway, since, alive_at)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE sva_cluster AS c SET version = seen + 1 WHERE c.cluster = of_cluster;
    RETURN true;
END $$;

-- A silo's status changes: false when another silo changed the table first, or when there is no such silo.
CREATE OR REPLACE FUNCTION sva_silo_change(
    of_cluster text, seen integer, at_address text, at_port integer, of_generation integer,
    to_status integer, to_suspects text, alive_at timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sva_cluster AS c WHERE c.cluster = of_cluster AND c.version = seen FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE sva_silo AS s SET status = to_status, suspects = to_suspects, alive = alive_at
        WHERE s.cluster = of_cluster AND s.address = at_address AND s.port = at_port AND s.generation = of_generation;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE sva_cluster AS c SET version = seen + 1 WHERE c.cluster = of_cluster;
    RETURN true;
END $$;

-- A grain stores: the new version, or null when what is stored is not of the version that the grain has seen (null for never stored).
CREATE OR REPLACE FUNCTION sva_state_write(
    of_service text, of_kind text, with_text text, with_high bigint, with_low bigint, seen integer, content bytea)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    now_at integer;
BEGIN
    IF seen IS NULL THEN
        INSERT INTO sva_state AS s (service, kind, key_text, key_high, key_low, version, payload)
            VALUES (of_service, of_kind, coalesce(with_text, ''), with_high, with_low, 1, content)
            ON CONFLICT DO NOTHING
            RETURNING s.version INTO now_at;
    ELSE
        UPDATE sva_state AS s SET version = seen + 1, payload = content, written = now()
            WHERE s.service = of_service AND s.kind = of_kind AND s.key_text = coalesce(with_text, '')
                AND s.key_high = with_high AND s.key_low = with_low AND s.version = seen
            RETURNING s.version INTO now_at;
    END IF;
    RETURN now_at;
END $$;

INSERT INTO orleansquery AS q (querykey, querytext) VALUES
('InsertMembershipVersionKey', $q$
    WITH made AS (INSERT INTO sva_cluster (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM made)
$q$),
('InsertMembershipKey', $q$
    SELECT sva_silo_join(@DeploymentId, @Version, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime)
$q$),
('UpdateMembershipKey', $q$
    SELECT sva_silo_change(@DeploymentId, @Version, @Address, @Port, @Generation, @Status, @SuspectTimes, @IAmAliveTime)
$q$),
('UpdateIAmAlivetimeKey', $q$
    UPDATE sva_silo SET alive = @IAmAliveTime
        WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$q$),
('MembershipReadAllKey', $q$
    SELECT c.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo AS SiloName, s.machine AS HostName,
            s.status AS Status, s.gateway AS ProxyPort, s.suspects AS SuspectTimes, s.started AS StartTime, s.alive AS IAmAliveTime
        FROM sva_cluster AS c LEFT JOIN sva_silo AS s ON s.cluster = c.cluster
        WHERE c.cluster = @DeploymentId
$q$),
('MembershipReadRowKey', $q$
    SELECT c.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo AS SiloName, s.machine AS HostName,
            s.status AS Status, s.gateway AS ProxyPort, s.suspects AS SuspectTimes, s.started AS StartTime, s.alive AS IAmAliveTime
        FROM sva_cluster AS c LEFT JOIN sva_silo AS s
            ON s.cluster = c.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
        WHERE c.cluster = @DeploymentId
$q$),
('GatewaysQueryKey', $q$
    SELECT address AS Address, gateway AS ProxyPort, generation AS Generation
        FROM sva_silo WHERE cluster = @DeploymentId AND status = @Status AND gateway > 0
$q$),
('DeleteMembershipTableEntriesKey', $q$
    DELETE FROM sva_cluster WHERE cluster = @DeploymentId
$q$),
-- 6 is a dead silo.
('CleanupDefunctSiloEntriesKey', $q$
    DELETE FROM sva_silo WHERE cluster = @DeploymentId AND status = 6 AND alive < @IAmAliveTime
$q$),
('ReadFromStorageKey', $q$
    SELECT payload AS PayloadBinary, version AS Version FROM sva_state
        WHERE service = @ServiceId AND kind = @GrainTypeString AND key_text = coalesce(@GrainIdExtensionString, '')
            AND key_high = @GrainIdN0 AND key_low = @GrainIdN1
$q$),
('WriteToStorageKey', $q$
    SELECT sva_state_write(@ServiceId, @GrainTypeString, @GrainIdExtensionString, @GrainIdN0, @GrainIdN1, @GrainStateVersion, @PayloadBinary)
        AS NewGrainStateVersion
$q$),
-- These two answer with a row also when the grain has seen another version: without one the provider takes it for done.
('ClearStorageKey', $q$
    WITH cleared AS (UPDATE sva_state SET version = version + 1, payload = NULL, written = now()
        WHERE service = @ServiceId AND kind = @GrainTypeString AND key_text = coalesce(@GrainIdExtensionString, '')
            AND key_high = @GrainIdN0 AND key_low = @GrainIdN1 AND version = @GrainStateVersion
        RETURNING version)
    SELECT (SELECT version FROM cleared)
$q$),
('DeleteStorageKey', $q$
    WITH deleted AS (DELETE FROM sva_state
        WHERE service = @ServiceId AND kind = @GrainTypeString AND key_text = coalesce(@GrainIdExtensionString, '')
            AND key_high = @GrainIdN0 AND key_low = @GrainIdN1 AND version = @GrainStateVersion
        RETURNING version + 1 AS version)
    SELECT (SELECT version FROM deleted)
$q$)
ON CONFLICT (querykey) DO UPDATE SET querytext = excluded.querytext WHERE q.querytext <> excluded.querytext;

INSERT INTO sva_schema (version) SELECT 3 WHERE NOT EXISTS (SELECT FROM sva_schema WHERE version = 3);

COMMIT;
