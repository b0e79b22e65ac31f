package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// A ColumnKind is what a column holds, whatever the engine calls it.
type ColumnKind string

// The kinds of columns that both engines keep alike; another kind is the engine's own name for it.
const (
	KindText  ColumnKind = "text"
	KindInt   ColumnKind = "int"
	KindBool  ColumnKind = "bool"
	KindFloat ColumnKind = "float"
	KindBytes ColumnKind = "bytes"
	KindJSON  ColumnKind = "json"
)

// A Column of a table.
type Column struct {
	Name string     `json:"name"`
	Kind ColumnKind `json:"kind"`
}

// A Table as both engines see it.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Key     []string `json:"key"` // columns of the primary key, in its order; empty: none
}

// portable refuses a table with a column that only one engine has.
func (t *Table) portable() error {
	for _, c := range t.Columns {
		if !slices.Contains(portableKinds, c.Kind) {
			return fmt.Errorf("column %s.%s is a %s, which the two engines do not keep alike: declare the table derived", t.Name, c.Name, c.Kind)
		}
	}
	return nil
}

var portableKinds = []ColumnKind{KindText, KindInt, KindBool, KindFloat, KindBytes, KindJSON}

// Tables lists the tables, save the list of migrations and those that the engine itself keeps (full-text indexes), by name.
func Tables(ctx context.Context, q Querier, dialect Dialect) ([]Table, error) {
	list, columns, key := sqliteTables, sqliteColumns, sqliteKey
	if dialect == Postgres {
		list, columns, key = pgTables, pgColumns, pgKey
	}
	names, err := texts(ctx, q, list)
	if err != nil {
		return nil, err
	}
	out := make([]Table, 0, len(names))
	for _, name := range names {
		t := Table{Name: name}
		pairs, err := texts(ctx, q, columns, name)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			column, declared, _ := strings.Cut(p, " ")
			kind, ok := kinds[strings.ToLower(declared)]
			if !ok {
				kind = ColumnKind(declared)
			}
			t.Columns = append(t.Columns, Column{column, kind})
		}
		if t.Key, err = texts(ctx, q, key, name); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

var kinds = map[string]ColumnKind{
	"text": KindText, "character varying": KindText,
	"bigint": KindInt, "integer": KindInt, "smallint": KindInt, "int": KindInt,
	"boolean":          KindBool,
	"double precision": KindFloat, "real": KindFloat,
	"bytea": KindBytes, "blob": KindBytes,
	"jsonb": KindJSON, "json": KindJSON,
}

const (
	sqliteTables = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'db_migration' ORDER BY name`
	// Generated columns (hidden 2 and 3) are computed again.
	sqliteColumns = `SELECT name || ' ' || type FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY cid`
	sqliteKey     = `SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`
	sqliteNeeds   = `SELECT DISTINCT "table" FROM pragma_foreign_key_list($1) WHERE "table" <> $1 ORDER BY 1`

	pgTables = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'db_migration' ORDER BY tablename`

	pgColumns = `SELECT column_name || ' ' || data_type FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`
	pgKey = `SELECT a.attname FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k(number, place)
		JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
		WHERE i.indisprimary AND i.indrelid = to_regclass(quote_ident($1)) ORDER BY k.place`
	pgNeeds = `SELECT DISTINCT r.relname FROM pg_constraint c JOIN pg_class r ON r.oid = c.confrelid
		WHERE c.contype = 'f' AND c.conrelid = to_regclass(quote_ident($1)) AND c.confrelid <> c.conrelid ORDER BY 1`
)

func texts(ctx context.Context, q Querier, query string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s.String)
	}
	return out, rows.Err()
}

// inOrder puts tables behind those their foreign keys point at.
func inOrder(ctx context.Context, q Querier, dialect Dialect, tables []Table) ([]Table, error) {
	needs := sqliteNeeds
	if dialect == Postgres {
		needs = pgNeeds
	}
	waits := map[string][]string{}
	for _, t := range tables {
		on, err := texts(ctx, q, needs, t.Name)
		if err != nil {
			return nil, err
		}
		waits[t.Name] = slices.DeleteFunc(on, func(n string) bool {
			return !slices.ContainsFunc(tables, func(o Table) bool { return o.Name == n })
		})
	}
	var out []Table
	for len(out) < len(tables) {
		before := len(out)
		for _, t := range tables {
			placed := func(n string) bool {
				return slices.ContainsFunc(out, func(o Table) bool { return o.Name == n })
			}
			if !placed(t.Name) && !slices.ContainsFunc(waits[t.Name], func(n string) bool { return !placed(n) }) {
				out = append(out, t)
			}
		}
		if len(out) == before {
			return nil, fmt.Errorf("foreign keys go round in a circle among %d tables", len(tables)-len(out))
		}
	}
	return out, nil
}

func (t *Table) names() []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = quote(c.Name)
	}
	return out
}

// selectText reads the table in an order that is the same on both engines.
func (t *Table) selectText() string {
	by := t.Key
	if len(by) == 0 {
		for _, c := range t.Columns {
			by = append(by, c.Name)
		}
	}
	order := make([]string, len(by))
	for i, c := range by {
		order[i] = quote(c) + " NULLS FIRST"
	}
	return `SELECT ` + strings.Join(t.names(), ", ") + ` FROM ` + quote(t.Name) + ` ORDER BY ` + strings.Join(order, ", ")
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
