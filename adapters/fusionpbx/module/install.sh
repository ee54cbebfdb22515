#!/bin/sh
# Puts the module into FusionPBX; as root, and as often as you like. `install.sh --help` says the rest.
set -eu

root=/var/www/fusionpbx
settings=/etc/ringlock-fusionpbx.ini
cache=/var/cache/ringlock-fusionpbx
sessions=/var/lib/php/sessions
user=www-data
php=php
action=install
on=no
keep=
menu=no
url=
public_url=
portal=
store=
key_file=

usage() {
  cat <<'TEXT'
usage: install.sh [--on] [options]     copies the files; --on switches the method on
       install.sh --off                switches it off, and leaves the files
       install.sh --uninstall          takes everything away again

the settings, written where there are none yet:
  --url URL             where this host reaches Ringlock
  --public-url URL      http.publicUrl of ringlock.yaml
  --portal NAME         the portal's name there
  --key-file FILE       holds the portal's key
  --user-store NAME     the name of FusionPBX's user store there

where things are:
  --root DIR            FusionPBX            (/var/www/fusionpbx)
  --settings FILE       the settings         (/etc/ringlock-fusionpbx.ini)
  --cache DIR           the cache            (/var/cache/ringlock-fusionpbx)
  --sessions DIR        PHP's sessions       (/var/lib/php/sessions)
  --web-user NAME       php-fpm's account    (www-data)
  --php PROGRAM         PHP                  (php)

  --keep-remember-me    leave FusionPBX's remember-me on: its cookie lets in for seven days, without password and code
  --with-menu           restore FusionPBX's default menu with Ringlock's pages in it
TEXT
}

fail() {
  echo "install.sh: $1" >&2
  exit "${2:-1}"
}

while [ $# -gt 0 ]; do
  case $1 in
    --on) on=yes ;;
    --off) action=off ;;
    --uninstall) action=uninstall ;;
    --keep-remember-me) keep=--keep-remember-me ;;
    --with-menu) menu=yes ;;
    --help | -h) usage; exit 0 ;;
    --url | --public-url | --portal | --key-file | --user-store | --root | --settings | --cache | --sessions | --web-user | --php)
      [ $# -gt 1 ] || fail "$1 wants a value" 2
      case $1 in
        --url) url=$2 ;;
        --public-url) public_url=$2 ;;
        --portal) portal=$2 ;;
        --key-file) key_file=$2 ;;
        --user-store) store=$2 ;;
        --root) root=$2 ;;
        --settings) settings=$2 ;;
        --cache) cache=$2 ;;
        --sessions) sessions=$2 ;;
        --web-user) user=$2 ;;
        --php) php=$2 ;;
      esac
      shift
      ;;
    *) usage >&2; fail "what is $1?" 2 ;;
  esac
  shift
done

here=$(cd "$(dirname "$0")" && pwd)
app=$root/app/ringlock
plugin=$root/core/authentication/resources/classes/plugins/ringlock.php

[ "$(id -u)" = 0 ] || fail 'run it as root'
[ -f "$root/core/authentication/resources/classes/authentication.php" ] || fail "$root is no FusionPBX: --root DIR" 2

# APCu in php-fpm's workers keeps FusionPBX's settings.
restart() {
  service=$(systemctl list-units --plain --no-legend --state=running 'php*-fpm.service' 2>/dev/null | cut -d ' ' -f 1 || true)
  if [ -n "$service" ]; then systemctl restart $service; else echo 'Restart php-fpm now: it remembers the settings of before.'; fi
}

# Of FusionPBX alone: other programs' sessions may lie beside them.
end_sessions() {
  for session in "$sessions"/sess_*; do
    if [ -f "$session" ] && grep -q -e 'user_hash|' -e 'authentication|' "$session"; then rm -f "$session"; fi
  done
}

run() {
  (cd "$root" && "$php" "$@")
}

# Another application's fault in it is no reason to leave the login open.
upgrade() {
  run core/upgrade/upgrade.php "$1" >/dev/null 2>&1 ||
    echo "FusionPBX's own upgrade did not finish: look at  php core/upgrade/upgrade.php $1"
}

write_settings() {
  for value in "$url" "$portal" "$store" "$key_file"; do
    if [ -z "$value" ]; then
      echo "There are no settings yet: run it again with --url, --public-url, --portal, --user-store and --key-file."
      return
    fi
  done
  [ -r "$key_file" ] || fail "$key_file cannot be read" 2
  umask 077
  {
    printf 'url = "%s"\npublic_url = "%s"\nportal = "%s"\nuser_store = "%s"\n' "$url" "${public_url:-$url}" "$portal" "$store"
    printf 'key = "%s"\ncache_folder = "%s"\napi_key = refuse\n' "$(tr -d '\r\n' <"$key_file")" "$cache"
  } >"$settings.new"
  mv -f "$settings.new" "$settings"
  umask 022
}

# Whole before it is used: FusionPBX finds the former files or the new ones.
copy_files() {
  rm -rf "$app.new"
  cp -R "$here/app/ringlock" "$app.new"
  cp "$here/plugin/ringlock.php" "$plugin.new"
  chown -R root:"$user" "$app.new" "$plugin.new"
  chmod -R u=rwX,g=rX,o=rX "$app.new" "$plugin.new"
  # The method first: without what it needs it lets nobody in.
  mv -f "$plugin.new" "$plugin"
  rm -rf "$app.old"
  [ ! -d "$app" ] || mv "$app" "$app.old"
  mv "$app.new" "$app"
  rm -rf "$app.old"
  (cd "$root" && find app/ringlock core/authentication/resources/classes/plugins/ringlock.php -type f ! -name files.sha256 \
    -exec sha256sum {} + >app/ringlock/files.sha256)
}

case $action in
  off)
    run app/ringlock/setup.php off
    restart
    ;;
  uninstall)
    if [ -f "$app/setup.php" ]; then run app/ringlock/setup.php remove; fi
    # The database is asked first: a method that is on and has no file lets nobody in.
    rm -rf "$plugin" "$app" "$app.new" "$app.old" "$cache"
    rm -f "$settings"
    restart
    echo 'Ringlock is gone from FusionPBX. login/remember_me stays as it is: see Default Settings.'
    ;;
  install)
    "$php" -r 'exit(PHP_VERSION_ID < 70400 || !extension_loaded("curl") || !extension_loaded("sodium") ? 1 : 0);' ||
      fail 'PHP 7.4 or newer with curl and sodium is needed: apt-get install php-curl'
    id -u "$user" >/dev/null 2>&1 || fail "there is no account $user: --web-user NAME" 2
    copy_files
    [ -f "$settings" ] || write_settings
    if [ -f "$settings" ]; then
      chown root:"$user" "$settings"
      chmod 0640 "$settings"
    fi
    mkdir -p "$cache"
    chown "$user" "$cache"
    chmod 0700 "$cache"
    upgrade defaults
    upgrade permissions
    if [ "$menu" = yes ]; then upgrade menu; fi
    if [ "$on" = yes ]; then
      run app/ringlock/setup.php on $keep
      end_sessions
      restart
    fi
    run app/ringlock/doctor.php || true
    ;;
esac
