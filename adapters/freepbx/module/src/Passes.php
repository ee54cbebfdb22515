<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/**
 * What the gate has let in by name: the tokens of UCP logins (`ucp`), and sessions that fwconsole has unlocked (`unlock`). Kept
 * as hashes in FreePBX's database, so that who reads it can use none of them.
 */
final class Passes
{
    public const TABLE = 'ringlock_passes';

    /** @var \PDO */
    private $database;

    public function __construct(\PDO $database)
    {
        $this->database = $database;
    }

    public function make(): void
    {
        $this->database->exec('CREATE TABLE IF NOT EXISTS ' . self::TABLE . ' (
            hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
            kind VARCHAR(16) NOT NULL, account VARCHAR(190) NOT NULL, until INT NOT NULL)');
    }

    public function drop(): void
    {
        $this->database->exec('DROP TABLE IF EXISTS ' . self::TABLE);
    }

    public function add(string $kind, string $secret, string $account, int $seconds): void
    {
        $this->run('DELETE FROM ' . self::TABLE . ' WHERE until < ?', [time()]);
        $this->run('REPLACE INTO ' . self::TABLE . ' (hash, kind, account, until) VALUES (?, ?, ?, ?)', [
            self::hash($kind, $secret), $kind, $account, time() + $seconds,
        ]);
    }

    /** Whose pass it is; null: there is none, or it has run out. */
    public function find(string $kind, string $secret): ?string
    {
        $found = $this->run('SELECT account FROM ' . self::TABLE . ' WHERE hash = ? AND kind = ? AND until > ?', [
            self::hash($kind, $secret), $kind, time(),
        ]);
        $account = $found->fetchColumn();
        return $account === false ? null : (string) $account;
    }

    /** True for exactly one caller. */
    public function take(string $kind, string $secret): bool
    {
        $deleted = $this->run('DELETE FROM ' . self::TABLE . ' WHERE hash = ? AND kind = ? AND until > ?', [
            self::hash($kind, $secret), $kind, time(),
        ]);
        return $deleted->rowCount() === 1;
    }

    public function forget(string $account): void
    {
        $this->run('DELETE FROM ' . self::TABLE . ' WHERE account = ?', [$account]);
    }

    private static function hash(string $kind, string $secret): string
    {
        return hash('sha256', "$kind\n$secret");
    }

    /** @param array<int, string|int> $values */
    private function run(string $sql, array $values): \PDOStatement
    {
        $statement = $this->database->prepare($sql);
        $statement->execute($values);
        return $statement;
    }
}
