<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

/** The rows of FusionPBX's database that switch the method on and off, or are the module's own. */
final class Setup
{
    /** The method's default setting, as app_config.php registers it. */
    private const METHOD = '8d3f1c52-7a0b-4e19-8c36-2b94e5d7a610';
    /** FusionPBX's own, as core/authentication/app_config.php registers it. */
    private const DATABASE = '309c4b74-711a-4a73-9408-412e5d089b59';
    private const IS_METHOD = "default_setting_category = 'authentication' and default_setting_subcategory = 'methods'";
    private const IS_REMEMBER = "default_setting_category = 'login' and default_setting_subcategory = 'remember_me'";

    public static function switchOn(bool $keepsRememberMe): void
    {
        if (array_diff(self::methods(), ['ringlock']) === []) {
            // FusionPBX asks `database` where no method is on. Beside ours it has to be on, or users could not even say who they are.
            self::add(self::DATABASE, 'database', 10);
        }
        $order = 1 + (int) Host::value('select max(default_setting_order::numeric) from v_default_settings where ' . self::IS_METHOD
            . " and default_setting_value <> 'ringlock'");
        // After every other method, so that each has spoken.
        self::add(self::METHOD, 'ringlock', max(50, $order));
        if (!$keepsRememberMe) {
            Host::execute("update v_default_settings set default_setting_value = 'false' where " . self::IS_REMEMBER);
            if (self::hasColumn('v_user_logs', 'remember_selector')) {
                Host::execute('update v_user_logs set remember_selector = null, remember_validator = null where remember_selector is not null');
            }
        }
    }

    private static function add(string $uuid, string $method, int $order): void
    {
        if (Host::value('select 1 from v_default_settings where default_setting_uuid = :uuid', ['uuid' => $uuid]) === null) {
            Host::execute(
                "insert into v_default_settings (default_setting_uuid, default_setting_category, default_setting_subcategory,
                   default_setting_name, default_setting_value) values (:uuid, 'authentication', 'methods', 'array', :method)",
                ['uuid' => $uuid, 'method' => $method]
            );
        }
        // Flags are text in older versions and boolean in newer ones; 'true' is both.
        Host::execute(
            "update v_default_settings set default_setting_enabled = 'true', default_setting_order = :place where default_setting_uuid = :uuid",
            ['uuid' => $uuid, 'place' => $order]
        );
    }

    public static function switchOff(): void
    {
        Host::execute("update v_default_settings set default_setting_enabled = 'false' where default_setting_uuid = :uuid", ['uuid' => self::METHOD]);
    }

    /** Everything that is the module's; remember_me stays as it is, because only its owner knows what it is to be. */
    public static function remove(): void
    {
        Host::execute('delete from v_default_settings where default_setting_uuid = :uuid', ['uuid' => self::METHOD]);
        foreach (['v_domain_settings' => 'domain', 'v_user_settings' => 'user'] as $table => $kind) {
            Host::execute("delete from $table where {$kind}_setting_category = 'authentication' and {$kind}_setting_subcategory = 'methods'
                and {$kind}_setting_value = 'ringlock'");
        }
        foreach (['v_group_permissions', 'v_permissions'] as $table) {
            if (self::hasColumn($table, 'permission_name')) {
                Host::execute("delete from $table where permission_name in ('ringlock_account', 'ringlock_admin')");
            }
        }
        foreach (['v_menu_item_groups', 'v_menu_languages', 'v_menu_items'] as $table) {
            // An item of a menu has an id of its own; menu_item_link says whose it is.
            if (self::hasColumn($table, 'menu_item_uuid')) {
                Host::execute("delete from $table where menu_item_uuid in
                    (select menu_item_uuid from v_menu_items where menu_item_link like '/app/ringlock/%')");
            }
        }
    }

    /** Whoever wrote the setting: superadmins can, with an id of its own. */
    public static function isOn(): bool
    {
        return in_array('ringlock', self::methods(), true);
    }

    /** The default methods that are on, in their order. @return string[] */
    public static function methods(): array
    {
        return array_column(Host::rows('select default_setting_value as method from v_default_settings where ' . self::IS_METHOD
            . " and default_setting_enabled::text = 'true' order by default_setting_order::numeric"), 'method');
    }

    /** Names of domains whose own methods are Ringlock alone, so that no user can say who they are. @return string[] */
    public static function shutDomains(): array
    {
        return array_column(Host::rows("select d.domain_name as name from v_domain_settings s join v_domains d on d.domain_uuid = s.domain_uuid
            where s.domain_setting_category = 'authentication' and s.domain_setting_subcategory = 'methods'
              and s.domain_setting_enabled::text = 'true'
            group by d.domain_name having bool_and(s.domain_setting_value = 'ringlock') order by 1"), 'name');
    }

    /** Names of domains whose own methods leave Ringlock out. @return string[] */
    public static function openDomains(): array
    {
        return array_column(Host::rows("select d.domain_name as name from v_domains d where exists
            (select 1 from v_domain_settings s where s.domain_uuid = d.domain_uuid and s.domain_setting_category = 'authentication'
               and s.domain_setting_subcategory = 'methods' and s.domain_setting_enabled::text = 'true')
          and not exists
            (select 1 from v_domain_settings s where s.domain_uuid = d.domain_uuid and s.domain_setting_category = 'authentication'
               and s.domain_setting_subcategory = 'methods' and s.domain_setting_value = 'ringlock' and s.domain_setting_enabled::text = 'true')
          order by d.domain_name"), 'name');
    }

    /** Where FusionPBX's remember-me is on: `every domain`, or names. @return string[] */
    public static function rememberingDomains(): array
    {
        $isDefault = Host::value('select 1 from v_default_settings where ' . self::IS_REMEMBER
            . " and default_setting_enabled::text = 'true' and default_setting_value = 'true'") !== null;
        $own = array_column(Host::rows("select d.domain_name as name from v_domain_settings s join v_domains d on d.domain_uuid = s.domain_uuid
            where s.domain_setting_category = 'login' and s.domain_setting_subcategory = 'remember_me'
              and s.domain_setting_enabled::text = 'true' and s.domain_setting_value = 'true' order by 1"), 'name');
        return $isDefault ? array_merge(['every domain'], $own) : $own;
    }

    /** How many remember-me cookies still let in. */
    public static function rememberedBrowsers(): int
    {
        if (!self::hasColumn('v_user_logs', 'remember_selector')) {
            return 0;
        }
        return (int) Host::value("select count(*) from v_user_logs where remember_selector is not null and \"timestamp\" > now() - interval '7 days'");
    }

    public static function usersWithApiKey(): int
    {
        return (int) Host::value("select count(*) from v_users where length(api_key) > 30");
    }

    private static function hasColumn(string $table, string $column): bool
    {
        return Host::value('select 1 from information_schema.columns where table_name = :table_name and column_name = :column_name',
            ['table_name' => $table, 'column_name' => $column]) !== null;
    }
}
