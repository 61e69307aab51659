"""The part of search that lives in PostgreSQL: how words are folded and stemmed, and what keeps the index in step.

Migrations run these texts. Whoever changes one adds a migration that runs it again, and ``rebuild_search`` after it.
docs/decisions/0024 says why it is done here.
"""

from string import ascii_lowercase

# PostgreSQL's stemmers by the code of their language; a language without one is compared word by word.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Marks that stick to words where the server does not know them.
_MARKS = "„“”‘’‚«»‹›–—…·•−\u00a0"
# What nobody sees, within a class of a regular expression: soft hyphens, joints without width, marks of direction,
# control characters. They part no word and make none, in records as in what is typed.
UNSEEN = (
    r"\u0001-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff\U000e0000-\U000e0fff"
)
# Cyrillic letters by their sound, in an alphabet of 26, as in directory.lookup; hard and soft signs are silent.
_SOUNDS = dict(zip("абвгґдежзийіїклмнопрстуўфхцчшыэ", "abvggdezziiiiklmnoprstuufhccsie", strict=True))
_SEVERAL = {"щ": "sc", "ю": "iu", "я": "ia", "є": "e"}
# How sounds are written by people who know them from English, Polish or a passport.
_DIGRAPHS = {"sch": "s", "sh": "s", "sz": "s", "ch": "c", "cz": "c", "zh": "z", "kh": "h", "ts": "c", "ck": "k"}


def _replaced(text, pairs):
    for old, new in pairs.items():
        text = f"replace({text}, '{old}', '{new}')"
    return text


LOWER = f"""
CREATE OR REPLACE FUNCTION search_lower(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(regexp_replace(lower(normalize(typed, NFC)), '[{UNSEEN}]+', '', 'g'),
        '{_MARKS}ё', '{" " * len(_MARKS)}е')
$$;
"""
# plpgsql: inlined into others, the expression would be worked out once for each of its uses.
LATIN = f"""
CREATE OR REPLACE FUNCTION search_latin(lowered text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    latin text := unaccent('unaccent', lowered);
BEGIN
    IF latin ~ '[а-яґєіїў]' THEN
        latin := {_replaced(f"translate(latin, '{''.join(_SOUNDS)}ъь', '{''.join(_SOUNDS.values())}')", _SEVERAL)};
    END IF;
    RETURN {_replaced("latin", _DIGRAPHS)};
END $$;
"""
# A Russian word in Latin letters, as English, a passport, ISO 9 or a phone writes it, back in its own: well enough for
# the Russian stemmer to find the ending. What stays in doubt (ы or и, ц or тс, no soft sign) the folding makes equal.
_CYRILLIC = {
    "ŝ": "щ", "shch": "щ", "šč": "щ", "sch": "щ", "sh": "ш", "š": "ш", "zh": "ж", "ž": "ж", "kh": "х", "tch": "ч",
    "ch": "ч", "č": "ч", "tz": "ц", "yu": "ю", "ju": "ю", "iu": "ю", "û": "ю", "ya": "я", "ja": "я",
    "ia": "я", "â": "я", "yo": "е", "jo": "е", "io": "е", "ye": "е", "je": "е", "yy": "ый", "yj": "ый", "x": "кс",
}  # fmt: skip
_LETTERS = ("abvgdeziklmnoprstufhcwqyj", "абвгдезиклмнопрстуфхцвкый")
CYRILLIC = f"""
CREATE OR REPLACE FUNCTION search_cyrillic(lowered text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN translate(unaccent('unaccent', regexp_replace({_replaced("lowered", _CYRILLIC)},
        '([aeiouаеиоуыюя])[yj]', '\\1й', 'g')), '{_LETTERS[0]}', '{_LETTERS[1]}');
END $$;
CREATE OR REPLACE FUNCTION search_romanised(lowered text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN search_skeleton(search_latin(plainto_tsquery('russian', search_cyrillic(lowered))::text))::tsquery;
END $$;
"""
# Stemmed first: the stemmer knows "-ys" and not "-is". search_vector() adds the words stemmed as they are written and
# folded then: „pranešime“ is found by "pranesimas" only so.
# Doubled letters one by one: a regular expression that looks back costs ten times as much.
_SINGLE = {letter * 2: letter for letter in ascii_lowercase}
LOOSE = f"""
CREATE OR REPLACE FUNCTION search_skeleton(lexemes text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    folded text := translate(lexemes, 'yjw', 'iiv');
BEGIN
    WHILE folded ~ '{"|".join(_SINGLE)}' LOOP
        folded := {_replaced("folded", _SINGLE)};
    END LOOP;
    RETURN folded;
END $$;
CREATE OR REPLACE FUNCTION search_loose(lowered text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT search_skeleton(to_tsvector('lithuanian', search_latin(lowered))::text)::tsvector
$$;
CREATE OR REPLACE FUNCTION search_key(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT search_skeleton(btrim(regexp_replace(search_latin(search_lower(typed)), '[^a-z0-9]+', ' ', 'g')))
$$;
"""
_CASES = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in STEMMERS.items())
# plpgsql again: looking up a name counts as stable, so an SQL function would be started anew for each word.
CONFIG = f"""
CREATE OR REPLACE FUNCTION search_config(code text) RETURNS regconfig LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (CASE code {_CASES} ELSE 'simple' END)::regconfig;
END $$;
"""
# A word that says nothing in one of the languages ("in") is left out, unless nothing else was typed.
QUERY = """
CREATE OR REPLACE FUNCTION search_query(words text[], codes text[], is_any boolean) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    word text; part tsquery; parts tsquery[]; forms tsquery; found tsquery := ''; rest tsquery := '';
    is_empty boolean;
BEGIN
    FOREACH word IN ARRAY words LOOP
        word := search_lower(word);
        forms := search_skeleton(plainto_tsquery('lithuanian', search_latin(word))::text)::tsquery;
        parts := ARRAY(SELECT plainto_tsquery(search_config(code), word) FROM unnest(codes) AS code);
        IF 'ru' = ANY (codes) AND word ~ '[a-z]' AND word !~ '[а-яґєіїў]' THEN
            parts := parts || search_romanised(word);
            IF word ~ '[jx]' THEN
                parts := parts || search_romanised(replace(replace(word, 'j', 'zh'), 'x', 'h'));
            END IF;
        END IF;
        is_empty := false;
        FOREACH part IN ARRAY parts LOOP
            is_empty := is_empty OR numnode(part) = 0;
            forms := CASE WHEN forms @> part THEN forms ELSE forms || part END;
        END LOOP;
        IF is_empty THEN
            rest := CASE WHEN is_any THEN rest || forms ELSE rest && forms END;
        ELSE
            found := CASE WHEN is_any THEN found || forms ELSE found && forms END;
        END IF;
    END LOOP;
    RETURN CASE WHEN numnode(found) > 0 THEN found ELSE rest END;
END $$;
"""
# Words with what else is meant by each: {word: [[words of one other way to say it], …]}. A word that stands there is
# known, and what only sounds like it in another alphabet is another word: "школа" is no „skola“.
ASKED = """
CREATE OR REPLACE FUNCTION search_known(words text[], is_known boolean, codes text[]) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    code text; part tsquery; found tsquery := ''; written text := search_lower(array_to_string(words, ' '));
BEGIN
    IF NOT is_known OR written !~ '[а-яґєіїў]' THEN
        RETURN search_query(words, codes, false);
    END IF;
    FOREACH code IN ARRAY codes LOOP
        part := plainto_tsquery(search_config(code), written);
        found := CASE WHEN found @> part THEN found ELSE found || part END;
    END LOOP;
    RETURN found;
END $$;
CREATE OR REPLACE FUNCTION search_asked(words text[], others jsonb, codes text[], is_any boolean) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    word text; forms tsquery; other jsonb; part tsquery; found tsquery := '';
BEGIN
    IF others = '{}' THEN
        RETURN search_query(words, codes, is_any);
    END IF;
    FOREACH word IN ARRAY words LOOP
        forms := search_known(ARRAY[word], others ? word, codes);
        FOR other IN SELECT jsonb_array_elements(others -> word) LOOP
            part := search_known(ARRAY(SELECT jsonb_array_elements_text(other)), true, codes);
            forms := CASE WHEN forms @> part THEN forms ELSE forms || part END;
        END LOOP;
        found := CASE WHEN is_any THEN found || forms ELSE found && forms END;
    END LOOP;
    RETURN found;
END $$;
"""
# The last word may be only the beginning of one, in any spelling or as it is written.
BEGUN = """
CREATE OR REPLACE FUNCTION search_begun(words text[], codes text[]) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    last text := search_lower(words[cardinality(words)]); found tsquery; begun text[];
BEGIN
    begun := ARRAY(SELECT DISTINCT regexp_replace(way, '[^[:alnum:]]', '', 'g') || ':*'
        FROM unnest(ARRAY[last, search_skeleton(search_latin(last))]) AS way WHERE way ~ '[[:alnum:]]');
    found := search_query(words[cardinality(words) :], codes, false)
        || coalesce(array_to_string(begun, '|'), '')::tsquery;
    RETURN CASE WHEN cardinality(words) = 1 THEN found
        ELSE search_query(words[: cardinality(words) - 1], codes, false) && found END;
END $$;
"""
# The texts of a row under some names, without markup: {language: text}; '' is what has no languages: a word of a letter
# and what people call it, in Lithuanian, in Russian and by ear.
TEXTS = r"""
CREATE OR REPLACE FUNCTION search_codes(record jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT substr(key, 6) FROM jsonb_object_keys(record) AS key WHERE key ~ '^name_[a-z]{2,3}(_[a-z]+)?$')
$$;
CREATE OR REPLACE FUNCTION search_plain(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT search_lower(regexp_replace(left(written, 100000), '<[^>]*>|&[a-z]+;', ' ', 'g'))
$$;
CREATE OR REPLACE FUNCTION search_texts(record jsonb, names jsonb, codes text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    name text; code text; value text; texts jsonb := '{}'; is_translated boolean;
BEGIN
    FOR name IN SELECT jsonb_array_elements_text(names) LOOP
        is_translated := false;
        FOREACH code IN ARRAY codes LOOP
            CONTINUE WHEN NOT record ? (name || '_' || code);
            is_translated := true;
            value := record ->> (name || '_' || code);
            IF value <> '' THEN
                texts := texts || jsonb_build_object(code, concat_ws(' . ', texts ->> code, search_plain(value)));
            END IF;
        END LOOP;
        IF NOT is_translated THEN
            value := CASE jsonb_typeof(record -> name)
                WHEN 'array' THEN (SELECT string_agg(part.item, ' . ') FROM jsonb_array_elements_text(record -> name)
                    AS part(item))
                ELSE record ->> name END;
            IF value <> '' THEN
                texts := texts || jsonb_build_object('', concat_ws(' . ', texts ->> '', search_plain(value)));
            END IF;
        END IF;
    END LOOP;
    RETURN texts;
END $$;
CREATE OR REPLACE FUNCTION search_vector(texts jsonb) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    code text; value text; own tsvector; found tsvector := '';
BEGIN
    FOR code, value IN SELECT * FROM jsonb_each_text(texts) LOOP
        own := to_tsvector(CASE code WHEN '' THEN 'lithuanian' ELSE search_config(code) END, value);
        IF code = '' THEN
            own := own || to_tsvector('russian', regexp_replace(value, '[^а-я]+', ' ', 'g'));
        END IF;
        found := found || own || search_loose(value)
            || (SELECT to_tsvector('simple', search_skeleton(search_latin(coalesce(string_agg(lexeme, ' '), ''))))
                FROM unnest(own));
    END LOOP;
    RETURN found;
END $$;
-- A word of letters has several meanings with commas between them ("tax, fee").
-- A group is called by what stands in quotation marks: „Savingė“ of „Vyresniųjų liaudiškų šokių grupė „Savingė““.
CREATE OR REPLACE FUNCTION search_keys(record jsonb, names jsonb, codes text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(DISTINCT search_key(called.name)) FROM jsonb_array_elements_text(names) AS given(name),
        LATERAL (
            SELECT record ->> (given.name || '_' || code) FROM unnest(codes) AS code
            UNION ALL
            SELECT unnest(CASE jsonb_typeof(record -> given.name)
                WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(record -> given.name))
                WHEN 'string' THEN ARRAY[record ->> given.name] END)
        ) AS form(written), LATERAL (
            SELECT form.written AS name
            UNION ALL
            SELECT found[1] FROM regexp_matches(form.written, '[„“‘«"]([^„“”‘’«»"]+)[“”’»"]', 'g') AS found
            UNION ALL
            SELECT regexp_split_to_table(form.written, '[,:;]') WHERE names ? 'variants'
        ) AS called
    WHERE search_key(called.name) <> ''
$$;
"""
# A word that another transaction is writing is left to the night: nobody waits for anybody, so nobody can deadlock.
WORDS = """
CREATE OR REPLACE FUNCTION search_learn(texts jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_searchword (word, folded)
    SELECT token, search_latin(token) FROM (
        SELECT DISTINCT token FROM jsonb_each_text(texts) AS part, LATERAL ts_parse('default', part.value)
        WHERE tokid IN (1, 2) AND length(token) BETWEEN 4 AND 30
    ) AS occurring
    WHERE NOT EXISTS (SELECT FROM search_searchword AS known WHERE known.word = token)
    ON CONFLICT DO NOTHING
$$;
"""
# What lies in a table of its own and belongs to the record, such as the activities of a service. Their names count as
# other names of the record.
PARTS = """
CREATE OR REPLACE FUNCTION search_parts(rules jsonb, record jsonb) RETURNS jsonb[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    found jsonb[];
BEGIN
    IF rules -> 'parts' IS NULL OR jsonb_typeof(rules -> 'parts') <> 'object' THEN
        RETURN '{}';
    END IF;
    EXECUTE format('SELECT array_agg(to_jsonb(part) ORDER BY part.id) FROM %I AS part WHERE part.%I = $1',
        rules #>> '{parts,table}', rules #>> '{parts,key}') INTO found USING (record ->> 'id')::bigint;
    RETURN coalesce(found, '{}');
END $$;
CREATE OR REPLACE FUNCTION search_joined(texts jsonb, others jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT texts || coalesce(jsonb_object_agg(code, concat_ws(' . ', texts ->> code, value)), '{}')
    FROM jsonb_each_text(others) AS other(code, value)
$$;
CREATE OR REPLACE FUNCTION search_lead(rules jsonb, record jsonb, codes text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    part jsonb; found jsonb := search_texts(record, rules -> 'lead', codes);
BEGIN
    FOREACH part IN ARRAY search_parts(rules, record) LOOP
        found := search_joined(found, search_texts(part, rules #> '{parts,names}', codes));
    END LOOP;
    RETURN found;
END $$;
CREATE OR REPLACE FUNCTION search_part_keys(rules jsonb, record jsonb, codes text[]) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT name.key), '{}') FROM unnest(search_parts(rules, record)) AS part,
        unnest(search_keys(part, rules #> '{parts,names}', codes)) AS name(key)
$$;
"""
PUT = """
CREATE OR REPLACE FUNCTION search_put(label text, section text, tier int, rules jsonb, record jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    codes text[]; title jsonb; lead jsonb; body jsonb; head tsvector;
BEGIN
    IF record ->> 'published_at' IS NULL OR record ->> 'visibility' <> 'public' OR NOT record @> (rules -> 'only')
        OR (record ->> 'unpublish_at')::timestamptz <= statement_timestamp() THEN
        DELETE FROM search_searchentry AS entry
        WHERE entry.model = label AND entry.record_id = (record ->> 'id')::bigint;
        RETURN;
    END IF;
    codes := search_codes(record);
    title := search_texts(record, rules -> 'title', codes);
    lead := search_lead(rules, record, codes);
    body := search_texts(record, rules -> 'body', codes);
    head := setweight(search_vector(title), 'A') || setweight(search_vector(lead), 'B');
    INSERT INTO search_searchentry AS entry (model, record_id, section, tier, published_at, unpublish_at, valid_from,
        valid_through, keys, head, vector)
    VALUES (label, (record ->> 'id')::bigint, section, tier, (record ->> 'published_at')::timestamptz,
        (record ->> 'unpublish_at')::timestamptz, (record ->> (rules ->> 'since'))::date,
        (record ->> (rules ->> 'until'))::date,
        coalesce(search_keys(record, rules -> 'title', codes), '{}') || search_part_keys(rules, record, codes),
        head, strip(head || search_vector(body)))
    ON CONFLICT (model, record_id) DO UPDATE SET (section, tier, published_at, unpublish_at, valid_from, valid_through,
        keys, head, vector) = (excluded.section, excluded.tier, excluded.published_at, excluded.unpublish_at,
        excluded.valid_from, excluded.valid_through, excluded.keys, excluded.head, excluded.vector);
    IF pg_try_advisory_xact_lock(hashtext('search_learn')) THEN
        PERFORM search_learn(title);
        PERFORM search_learn(lead);
        PERFORM search_learn(body);
    END IF;
END $$;
CREATE OR REPLACE FUNCTION search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM search_searchentry AS entry WHERE entry.model = TG_ARGV[0] AND entry.record_id = OLD.id;
    ELSE
        PERFORM search_put(TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]::int, TG_ARGV[3]::jsonb, to_jsonb(NEW));
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION search_follow_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rules jsonb := TG_ARGV[3]; record record; owner bigint; owners bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        owners := ARRAY[(to_jsonb(OLD) ->> (rules #>> '{parts,key}'))::bigint];
    END IF;
    IF TG_OP <> 'DELETE' THEN
        owners := owners || (to_jsonb(NEW) ->> (rules #>> '{parts,key}'))::bigint;
    END IF;
    FOR owner IN SELECT DISTINCT id FROM unnest(owners) AS given(id) ORDER BY id LOOP
        -- Locked: whoever edits the record itself meanwhile comes before or after, and neither is lost.
        FOR record IN EXECUTE format('SELECT * FROM %I WHERE id = $1 FOR NO KEY UPDATE', TG_ARGV[4]) USING owner LOOP
            PERFORM search_put(TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]::int, rules, to_jsonb(record));
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;
"""
# The GIN index knows who has a word, the other index who is new. Walking by date looks into each vector, which unpacks
# it; sorting all who have a common word reads the whole table. So hits are looked for among a slice of the newest
# records, where both indexes work together, then in a slice as long as what was found in the first one promises. Where
# that is next to nothing the word is rare, and all who have it are few. Only a very short slice is walked.
# PostgreSQL does not reckon with unpacking: the settings make rows dear and indexes cheap. It knows how long a slice is
# only if tier and date are said apart; and it reads all statistics of the vectors each time it plans, so they are few.
_NEW = """published_at <= moment AND (unpublish_at IS NULL OR unpublish_at > moment)
            AND (valid_from IS NULL OR valid_from <= today) AND (valid_through IS NULL OR valid_through >= today)
            ORDER BY tier DESC, published_at DESC, id DESC LIMIT most"""
NEWEST = """
CREATE OR REPLACE FUNCTION search_newest(query tsquery, most int, moment timestamptz, today date) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 500
SET enable_seqscan = off SET enable_indexscan = off SET max_parallel_workers_per_gather = 0
SET plan_cache_mode = force_custom_plan SET cpu_operator_cost = 0 SET cpu_index_tuple_cost = 0 SET cpu_tuple_cost = 1
AS $$
DECLARE
    slice bigint := 3 * most; last_tier int; last_date timestamptz; hits bigint[];
BEGIN
    LOOP
        IF slice <= 150 THEN
            hits := ARRAY(SELECT id FROM (
                SELECT * FROM search_searchentry ORDER BY tier DESC, published_at DESC, id DESC LIMIT slice
            ) AS newest WHERE vector @@ query AND _NEW);
        ELSE
            SELECT tier, published_at INTO last_tier, last_date FROM search_searchentry
            ORDER BY tier DESC, published_at DESC, id DESC OFFSET slice LIMIT 1;
            EXIT WHEN NOT FOUND;
            hits := ARRAY(SELECT id FROM search_searchentry WHERE vector @@ query
                AND (tier > last_tier OR (tier = last_tier AND published_at >= last_date)) AND _NEW);
        END IF;
        EXIT WHEN cardinality(hits) = most OR 50 * cardinality(hits) < most;
        slice := slice * greatest(4, 3 * most / (2 * cardinality(hits)));
    END LOOP;
    IF hits IS NULL OR cardinality(hits) < most THEN
        hits := ARRAY(SELECT id FROM search_searchentry WHERE vector @@ query AND _NEW);
    END IF;
    RETURN QUERY SELECT unnest(hits);
END $$;
""".replace("_NEW", _NEW)
# Of each word the newest records that have it; a word counts the more the fewer have it, and in a title more than in
# a text. The score is the part of what was asked that a record has; 10 more where a word, or up to three side by side,
# are a whole title of it.
FITTING = """
CREATE OR REPLACE FUNCTION search_fitting(words text[], others jsonb, codes text[], most int, moment timestamptz,
    today date) RETURNS TABLE (entry_id bigint, score real) LANGUAGE plpgsql STABLE ROWS 500 AS $$
DECLARE
    queries tsquery[] := ARRAY(SELECT search_asked(ARRAY[word], others, codes, false) FROM unnest(words) AS word);
    titles text[] := ARRAY(SELECT search_key(array_to_string(words[at : at + more], ' '))
        FROM generate_subscripts(words, 1) AS at, generate_series(0, 2) AS more WHERE at + more <= cardinality(words));
BEGIN
    RETURN QUERY
    WITH found AS MATERIALIZED (
        SELECT asked.number, hit.id FROM unnest(queries) WITH ORDINALITY AS asked(query, number),
            search_newest(asked.query, most, moment, today) AS hit(id)
    ), weights AS (
        SELECT found.number, ln(1 + most::float / count(*)) AS weight FROM found GROUP BY found.number
    ), whole AS (
        SELECT sum(coalesce(weights.weight, ln(1 + most / 20.0))) AS weight
        FROM generate_subscripts(queries, 1) AS number LEFT JOIN weights USING (number)
    ), best AS (
        SELECT found.id, sum(weights.weight) AS weight FROM found JOIN weights USING (number)
        GROUP BY found.id ORDER BY 2 DESC, 1 DESC LIMIT most
    )
    SELECT best.id, (sum(weights.weight * CASE WHEN ts_filter(entry.head, '{a}') @@ queries[found.number] THEN 1
        WHEN entry.head @@ queries[found.number] THEN 0.7 ELSE 0.4 END) / max(whole.weight)
        + CASE WHEN bool_or(entry.keys && titles) THEN 10 ELSE 0 END)::real
    FROM best JOIN search_searchentry AS entry ON entry.id = best.id JOIN found ON found.id = best.id
        JOIN weights ON weights.number = found.number, whole
    GROUP BY best.id;
END $$;
"""
FUNCTIONS = "".join(
    [LOWER, LATIN, LOOSE, CYRILLIC, CONFIG, QUERY, ASKED, BEGUN, TEXTS, WORDS, PARTS, PUT, NEWEST, FITTING]
)
INDEXES = """
CREATE INDEX searchword_like ON search_searchword USING gin (folded gin_trgm_ops);
ALTER TABLE search_searchentry ALTER COLUMN vector SET STATISTICS 10;
"""


def literal(text):
    return "'" + text.replace("'", "''") + "'"


def trigger(source):
    """SQL that lets the index follow the table of one source, whoever writes to it."""
    arguments = ", ".join(literal(argument) for argument in source.arguments)
    return f"""
    CREATE OR REPLACE TRIGGER search_follow AFTER INSERT OR UPDATE OR DELETE ON {source.table}
        FOR EACH ROW EXECUTE FUNCTION search_follow({arguments});
    """


def part_trigger(source):
    """SQL that lets the index follow what belongs to the records of a source and lies in a table of its own."""
    arguments = ", ".join(literal(argument) for argument in [*source.arguments, source.table])
    return f"""
    CREATE OR REPLACE TRIGGER search_follow_part AFTER INSERT OR UPDATE OR DELETE ON {source.parts["table"]}
        FOR EACH ROW EXECUTE FUNCTION search_follow_part({arguments});
    """


def no_part_trigger(source):
    return f"DROP TRIGGER IF EXISTS search_follow_part ON {source.parts['table']};"


def no_trigger(source):
    return f"DROP TRIGGER IF EXISTS search_follow ON {source.table};"


def learn(source):
    """SQL that adds the words of what is in the index from one source to the vocabulary."""
    label, _section, _tier, rules = (literal(argument) for argument in source.arguments)
    names = " || ".join(f"({rules}::jsonb -> '{part}')" for part in ("title", "body"))
    record = "to_jsonb(t)"
    return f"""
    SELECT search_learn(search_texts({record}, {names}, search_codes({record}))),
        search_learn(search_lead({rules}::jsonb, {record}, search_codes({record})))
    FROM {source.table} AS t
    JOIN search_searchentry AS entry ON entry.model = {label} AND entry.record_id = t.id;
    """  # noqa: S608


def fill(source):
    """SQL that indexes what the table of one source holds already."""
    label, section, tier, rules = (literal(argument) for argument in source.arguments)
    return f"SELECT search_put({label}, {section}, {tier}, {rules}::jsonb, to_jsonb(t)) FROM {source.table} AS t;"  # noqa: S608
