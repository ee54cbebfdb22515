<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

/**
 * Whom FusionPBX's own methods have let through, as their results in the session say. Never `$_SESSION['username']` or
 * `domain_uuid` beside it: those may have come with any request.
 */
final class FirstFactor
{
    /** @var string database, ldap, ... */
    public $method;
    /** @var string */
    public $userUuid;
    /** @var string */
    public $username;
    /** @var string */
    public $domainName;
    /** @var array<string, mixed> The method's result. */
    private $row;

    /** @param array<string, mixed> $row */
    private function __construct(string $method, array $row)
    {
        $this->method = $method;
        $this->row = $row;
        $this->userUuid = strtolower($row['user_uuid']);
        $this->username = (string) $row['username'];
        $this->domainName = (string) $row['domain_name'];
    }

    /** null: no method has let anybody through, or two of them two users. */
    public static function ofSession(): ?self
    {
        $first = null;
        foreach ($_SESSION['authentication']['plugin'] ?? [] as $method => $row) {
            if ($method === 'ringlock' || empty($row['authorized'])) {
                continue;
            }
            if (!is_string($row['user_uuid'] ?? null) || !is_uuid($row['user_uuid']) || empty($row['username']) || empty($row['domain_name'])) {
                return null;
            }
            if ($first !== null && $first->userUuid !== strtolower($row['user_uuid'])) {
                return null;
            }
            $first = $first ?? new self((string) $method, $row);
        }
        return $first;
    }

    /** As Ringlock's user store understands it; a bare name may be a user's in each domain. */
    public function login(): string
    {
        return "$this->username@$this->domainName";
    }

    /** The password of this very request; FusionPBX keeps none. null: there is none. */
    public function password(): ?string
    {
        $password = $_REQUEST['password'] ?? null;
        return is_string($password) && $password !== '' ? $password : null;
    }

    /**
     * Whether FusionPBX let the user through by an API key, which it looks at before the password. The key is compared with the
     * user's own: any text may be sent beside a password.
     */
    public function cameByApiKey(): bool
    {
        $key = $_REQUEST['key'] ?? null;
        if (!is_string($key) || strlen($key) <= 30) {
            return false;
        }
        $stored = Host::value('select api_key from v_users where user_uuid = :user_uuid', ['user_uuid' => $this->userUuid]);
        return is_string($stored) && hash_equals($stored, $key);
    }

    /** For FusionPBX: this user and no other, whatever the session says by now. @return array<string, mixed> */
    public function result(): array
    {
        $names = ['contact_organization', 'contact_name_given', 'contact_name_family', 'contact_image'];
        return array_intersect_key($this->row, array_flip($names)) + [
            'plugin' => 'ringlock',
            'domain_name' => $this->domainName,
            'username' => $this->username,
            'user_uuid' => $this->row['user_uuid'],
            'contact_uuid' => $this->row['contact_uuid'] ?? null,
            'domain_uuid' => $this->row['domain_uuid'],
            'authorized' => true,
        ];
    }
}
