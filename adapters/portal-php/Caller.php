<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/** Whose browser the host speaks for: Ringlock counts failures by its address, and knows trusted browsers by their cookies. */
final class Caller
{
    /** Names of the cookies by which Ringlock knows a browser (server/http/device-cookies.ts). */
    private const COOKIE = '/^ringlock_(?:device|browser)_[A-Za-z0-9_-]{1,32}$/D';
    private const COOKIE_VALUE = '/^[A-Za-z0-9._~+\/=-]{1,400}$/D';
    /** A browser that several users share has two each. */
    private const MOST_COOKIES = 32;

    /** @var string|null */
    public $address;
    /** @var string */
    public $userAgent;
    /** @var array<string, string> */
    public $cookies;

    /** @param array<mixed> $cookies */
    public function __construct(?string $address, string $userAgent = '', array $cookies = [])
    {
        $isAddress = $address !== null && filter_var($address, FILTER_VALIDATE_IP) !== false;
        $this->address = $isAddress ? $address : null;
        $this->userAgent = substr((string) preg_replace('/[^\x20-\x7e]/', '', $userAgent), 0, 300);
        $this->cookies = array_slice(array_filter($cookies, [self::class, 'isOurs'], ARRAY_FILTER_USE_BOTH), 0, self::MOST_COOKIES);
    }

    /** The browser of this request. */
    public static function ofRequest(): self
    {
        $server = static function (string $name): string {
            return is_string($_SERVER[$name] ?? null) ? $_SERVER[$name] : '';
        };
        return new self($server('REMOTE_ADDR'), $server('HTTP_USER_AGENT'), $_COOKIE);
    }

    /**
     * @param mixed $value
     * @param mixed $name
     */
    public static function isOurs($value, $name): bool
    {
        return is_string($value) && preg_match(self::COOKIE, (string) $name) === 1 && preg_match(self::COOKIE_VALUE, $value) === 1;
    }
}
