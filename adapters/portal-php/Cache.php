<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * A few small files between requests. Only a folder that this account owns and no other can write is used: who can write
 * there could put in a key that signs assertions. Without one nothing is kept, which costs a request and no safety.
 */
final class Cache
{
    /** @var string|null */
    private $folder;

    public function __construct(?string $folder)
    {
        $this->folder = self::isOurs($folder) ? $folder : null;
    }

    public function isUsed(): bool
    {
        return $this->folder !== null;
    }

    /** null: nothing is kept, or it cannot be read. @return array<mixed>|null */
    public function get(string $name): ?array
    {
        if ($this->folder === null) {
            return null;
        }
        $text = @file_get_contents("$this->folder/$name.json", false, null, 0, 65536);
        $value = $text === false ? null : json_decode($text, true);
        return is_array($value) ? $value : null;
    }

    /** Best effort: if it fails, the next request asks Ringlock again. @param array<mixed> $value */
    public function put(string $name, array $value): void
    {
        if ($this->folder === null) {
            return;
        }
        $draft = @tempnam($this->folder, 'draft');
        if ($draft === false) {
            return;
        }
        if (@file_put_contents($draft, json_encode($value)) === false || !@rename($draft, "$this->folder/$name.json")) {
            @unlink($draft);
        }
    }

    public function drop(string $name): void
    {
        if ($this->folder !== null) {
            @unlink("$this->folder/$name.json");
        }
    }

    private static function isOurs(?string $folder): bool
    {
        $about = $folder === null ? false : @lstat($folder);
        if ($about === false || ($about['mode'] & 0170000) !== 0040000) {
            return false;
        }
        $self = function_exists('posix_geteuid') ? posix_geteuid() : getmyuid();
        return $about['uid'] === $self && ($about['mode'] & 0022) === 0;
    }
}
