<?php

/** config.conf, whose place a test gives; FusionPBX has it at /etc/fusionpbx. */
class config
{
    private static ?config $loaded = null;
    private array $values;

    public function __construct()
    {
        $this->values = parse_ini_file(self::find()) ?: [];
        if (!defined('PROJECT_PATH')) {
            define('PROJECT_PATH', '');
        }
        $root = dirname(__DIR__, 2);
        if (!defined('PROJECT_ROOT')) {
            define('PROJECT_ROOT', $root);
        }
        $_SERVER['PROJECT_ROOT'] = $_SERVER['DOCUMENT_ROOT'] = $root;
        set_include_path($root);
    }

    public static function find(): string
    {
        return (string) getenv('FUSIONPBX_DOUBLE_CONFIG');
    }

    public static function load(): config
    {
        return self::$loaded ??= new config();
    }

    public function get(string $key, ?string $otherwise = ''): ?string
    {
        return empty($this->values[$key]) ? $otherwise : $this->values[$key];
    }

    public function configuration(): array
    {
        return $this->values;
    }
}
