<?php

class database
{
    const TABLE_PREFIX = 'v_';
    public string $app_name = '';
    public string $app_uuid = '';
    private static ?database $only = null;
    private PDO $pdo;

    public static function new(array $ignored = []): database
    {
        return self::$only ??= new database();
    }

    public function __construct()
    {
        $config = config::load();
        [$host, $port, $name] = array_map(fn ($key) => $config->get("database.0.$key"), ['host', 'port', 'name']);
        $this->pdo = new PDO("pgsql:host=$host;port=$port;dbname=$name", $config->get('database.0.username'), $config->get('database.0.password'));
        $this->pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
    }

    /** @param string $shape all, row or column */
    public function select(string $sql, ?array $parameters = null, string $shape = 'all')
    {
        $statement = $this->pdo->prepare($sql);
        $statement->execute($parameters ?? []);
        switch ($shape) {
            case 'row':
                return $statement->fetch(PDO::FETCH_ASSOC);
            case 'column':
                return $statement->fetchColumn();
            default:
                return $statement->fetchAll(PDO::FETCH_ASSOC);
        }
    }

    public function execute(string $sql, ?array $parameters = null)
    {
        return $this->pdo->prepare($sql)->execute($parameters ?? []);
    }
}
