<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

/**
 * A login whose password was right and whose code is awaited: what Ringlock asks for, kept in the session. It belongs to the user
 * of the password, and to nobody who is named later.
 */
final class HeldLogin
{
    private const SLOT = 'ringlock_held';
    private const SECONDS = 600;
    /** Such an assertion lives 300. */
    private const SECONDS_TO_DECIDE = 280;

    /** @var string */
    public $userUuid;
    /** @var string Ringlock's assertion has to say it again. */
    public $nonce;
    /** @var string What a form of ours carries, so that no other site's page sends one. */
    public $formToken;
    /**
     * @var array<string, mixed> Ringlock's challenge; `enrolmentToken` where a second factor has to be set up first; or an accepted
     *                           login with both, while a grace period runs
     */
    public $asked;
    /** @var int */
    private $since;

    /** @param array<string, mixed> $asked */
    private function __construct(string $userUuid, string $nonce, string $formToken, array $asked, int $since)
    {
        $this->userUuid = $userUuid;
        $this->nonce = $nonce;
        $this->formToken = $formToken;
        $this->asked = $asked;
        $this->since = $since;
    }

    /** @param array<string, mixed> $asked */
    public static function begin(FirstFactor $user, string $nonce, array $asked, int $now): self
    {
        // Whoever planted the session's id would hold the proof of the password from now on.
        session_regenerate_id(true);
        $held = new self($user->userUuid, $nonce, bin2hex(random_bytes(32)), $asked, $now);
        $_SESSION[self::SLOT] = get_object_vars($held);
        return $held;
    }

    /** null: there is none for this user, or it has run out. */
    public static function of(FirstFactor $user, int $now): ?self
    {
        $slot = $_SESSION[self::SLOT] ?? null;
        if (!is_array($slot) || ($slot['userUuid'] ?? null) !== $user->userUuid) {
            return null;
        }
        $age = $now - $slot['since'];
        if ($age < 0 || $age > self::SECONDS) {
            return null;
        }
        return new self($slot['userUuid'], $slot['nonce'], $slot['formToken'], $slot['asked'], $slot['since']);
    }

    public static function end(): void
    {
        unset($_SESSION[self::SLOT]);
    }

    public function isEnrolment(): bool
    {
        return isset($this->asked['enrolmentToken']);
    }

    /** Until when the password alone suffices, where the set-up is offered and not demanded; null: it is not offered. */
    public function graceEnds(): ?string
    {
        $ends = ($this->asked['status'] ?? null) === 'accepted' ? ($this->asked['enrolment']['graceEnds'] ?? null) : null;
        return is_string($ends) ? $ends : null;
    }

    /** The proof of a login that is over but for the offer; null: it is too old for Ringlock to take it. */
    public function offeredAssertion(int $now): ?string
    {
        $assertion = $this->graceEnds() === null ? null : ($this->asked['assertion'] ?? null);
        return is_string($assertion) && $now - $this->since < self::SECONDS_TO_DECIDE ? $assertion : null;
    }

    public function challenge(): string
    {
        return (string) ($this->asked['challenge'] ?? '');
    }

    /** @return string[] */
    public function factors(): array
    {
        return array_values(array_filter((array) ($this->asked['factors'] ?? []), 'is_string'));
    }

    /** Whether the request is a form of ours. */
    public function isOwnForm(): bool
    {
        $token = $_POST['ringlock_token'] ?? null;
        return ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST' && is_string($token) && hash_equals($this->formToken, $token);
    }
}
