#!/bin/sh
# Starts a private PostgreSQL for the tests, or finds the one already running, and prints the line that names it:
#
#   eval "$(tools/postgres.sh)"      export SHIAN_TEST_POSTGRES=postgres://…
#   tools/postgres.sh stop           stops it and throws its data away
#
# SHIAN_TEST_PG_DIR   where it lives; by default a folder of the cache
# SHIAN_TEST_PG_FSYNC on: as durable as a real one (for measurements); by default off, a test needs no durability
#
# It listens on a socket inside its own folder only, so it needs no port and nobody else reaches it.
set -eu

as_owner() { "$@"; }
root=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/shian-test-pg
if [ "$(id -u)" = 0 ]; then
	# PostgreSQL refuses to run as root, and its own user cannot look into root's home.
	root=/var/tmp/shian-test-pg
	as_owner() { runuser -u postgres -- "$@"; }
fi
root=${SHIAN_TEST_PG_DIR:-$root}

binaries() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

install_postgres() {
	echo "postgres.sh: installing the package postgresql" >&2
	run=
	[ "$(id -u)" = 0 ] || run=sudo
	# The package would otherwise start a cluster of its own.
	$run mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] ||
		echo 'create_main_cluster = false' | $run tee /etc/postgresql-common/createcluster.conf >/dev/null
	$run apt-get -q update >&2
	DEBIAN_FRONTEND=noninteractive $run apt-get -q install -y --no-install-recommends postgresql >&2
}

bin=$(binaries)
if [ -z "$bin" ]; then
	if command -v pg_ctl >/dev/null && command -v initdb >/dev/null; then
		bin=$(dirname "$(command -v pg_ctl)")
	else
		install_postgres
		bin=$(binaries)
	fi
fi
[ -n "$bin" ] || { echo "postgres.sh: no PostgreSQL here and none could be installed" >&2; exit 1; }

running() { as_owner "$bin/pg_ctl" -D "$root/data" status >/dev/null 2>&1; }

if [ "${1:-}" = stop ]; then
	if running; then as_owner "$bin/pg_ctl" -D "$root/data" -m immediate stop >&2; fi
	rm -rf "$root"
	exit 0
fi

mkdir -p "$root"
if command -v flock >/dev/null; then
	exec 9>"$root/lock"
	flock 9
fi
if ! running; then
	if [ "$(id -u)" = 0 ]; then chown postgres "$root"; fi
	chmod 700 "$root"
	if [ ! -s "$root/data/PG_VERSION" ]; then
		rm -rf "$root/data"
		as_owner "$bin/initdb" -D "$root/data" -U postgres -A trust -E UTF8 \
			--lc-collate=C --lc-ctype=C.UTF-8 --no-sync >"$root/initdb.log" 2>&1 9>&- ||
			{ cat "$root/initdb.log" >&2; exit 1; }
	fi
	fsync=${SHIAN_TEST_PG_FSYNC:-off}
	as_owner "$bin/pg_ctl" -D "$root/data" -l "$root/data/server.log" -w -t 60 start -o "-c listen_addresses='' \
		-c unix_socket_directories='$root' -c max_connections=400 -c shared_buffers=64MB -c fsync=$fsync \
		-c synchronous_commit=$fsync -c full_page_writes=$fsync -c autovacuum=off -c max_wal_size=1GB" >&2 9>&- ||
		{ tail -n 20 "$root/data/server.log" >&2; exit 1; }
fi
echo "export SHIAN_TEST_POSTGRES='postgres://postgres@/postgres?host=$root'"
