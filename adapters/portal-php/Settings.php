<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * What a host knows of its Ringlock, from an ini file. The file holds the portal's key, so it belongs to root, its group may read
 * it and no other account may: what the web server can write, an intruder there could point at a Ringlock of their own.
 */
final class Settings
{
    /** The shortest key that Ringlock takes. */
    private const SHORTEST_KEY = 16;

    /** @var array<string, mixed> */
    private $values;

    /** @param array<string, mixed> $values */
    private function __construct(array $values)
    {
        $this->values = $values;
    }

    /** @throws Fault when the file is missing, readable by others, or says too little */
    public static function read(string $path, int $owner = 0): self
    {
        clearstatcache(true, $path);
        $about = @stat($path);
        if ($about === false) {
            throw new Fault("$path is missing");
        }
        if (($about['mode'] & 0170000) !== 0100000) {
            throw new Fault("$path is not a file");
        }
        if ($about['uid'] !== $owner) {
            throw new Fault("$path has to belong to root: chown root $path");
        }
        if (($about['mode'] & 0027) !== 0) {
            throw new Fault("$path may be read or written by others: chmod 0640 $path");
        }
        $text = @file_get_contents($path);
        if ($text === false) {
            throw new Fault("$path cannot be read by this account: chgrp it to the web server's group");
        }
        return self::parse($text, $path);
    }

    /** @throws Fault */
    public static function parse(string $text, string $path = 'the settings'): self
    {
        // Raw: a key may hold any character, and none of them is to be expanded.
        $values = @parse_ini_string($text, false, INI_SCANNER_RAW);
        if ($values === false) {
            throw new Fault("$path is no ini file");
        }
        $settings = new self($values);
        foreach ($settings->faults() as $fault) {
            throw new Fault("$path: $fault");
        }
        return $settings;
    }

    /** @return string[] Base addresses of Ringlock, without a slash at the end; asked in this order. */
    public function addresses(): array
    {
        $urls = $this->values['url'] ?? [];
        $list = is_array($urls) ? $urls : explode(',', (string) $urls);
        $trimmed = array_map(static function ($url): string {
            return rtrim(trim((string) $url), '/');
        }, $list);
        return array_values(array_filter($trimmed, 'strlen'));
    }

    /** http.publicUrl of ringlock.yaml: the issuer of assertions, and where browsers reach Ringlock. */
    public function publicUrl(): string
    {
        return rtrim($this->text('public_url', $this->addresses()[0] ?? ''), '/');
    }

    /** The portal's name in ringlock.yaml, the audience of its assertions. */
    public function portal(): string
    {
        return $this->text('portal');
    }

    public function key(): string
    {
        return $this->text('key');
    }

    /** The name of the user store in ringlock.yaml; a userKey is `store:id`. */
    public function userStore(): string
    {
        return $this->text('user_store');
    }

    /** null: the certificates that this system trusts. */
    public function caFile(): ?string
    {
        $file = $this->text('ca_file');
        return $file === '' ? null : $file;
    }

    /** null: nothing is kept between requests. */
    public function cacheFolder(): ?string
    {
        $folder = $this->text('cache_folder');
        return $folder === '' ? null : $folder;
    }

    /** Any other key. */
    public function text(string $name, string $default = ''): string
    {
        $value = $this->values[$name] ?? $default;
        return is_string($value) ? trim($value) : $default;
    }

    public function isOn(string $name, bool $default = false): bool
    {
        $value = strtolower($this->text($name, $default ? 'yes' : 'no'));
        return in_array($value, ['1', 'yes', 'on', 'true'], true);
    }

    /** @return string[] */
    private function faults(): array
    {
        $faults = [];
        foreach (['portal', 'user_store'] as $name) {
            if ($this->text($name) === '') {
                $faults[] = "$name is missing";
            }
        }
        if (strlen($this->key()) < self::SHORTEST_KEY) {
            $faults[] = 'key is missing, or shorter than ' . self::SHORTEST_KEY . ' characters';
        }
        if ($this->addresses() === []) {
            $faults[] = 'url is missing';
        }
        foreach (array_merge($this->addresses(), [$this->publicUrl()]) as $url) {
            if (!self::isSafe($url)) {
                $faults[] = "$url has to begin with https://; http:// is for this machine's own addresses";
            }
        }
        if ($this->caFile() !== null && !is_readable($this->caFile())) {
            $faults[] = 'ca_file cannot be read';
        }
        return $faults;
    }

    /** The key and users' passwords travel there. */
    private static function isSafe(string $url): bool
    {
        $parts = parse_url($url);
        if (!is_array($parts) || !isset($parts['host']) || isset($parts['user']) || isset($parts['query'])) {
            return false;
        }
        $scheme = $parts['scheme'] ?? '';
        $isLoopback = in_array($parts['host'], ['127.0.0.1', '[::1]', 'localhost'], true);
        return $scheme === 'https' || ($scheme === 'http' && $isLoopback);
    }
}
