<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

use Ringlock\Portal\Answer;
use Ringlock\Portal\Base64Url;
use Ringlock\Portal\Caller;
use Ringlock\Portal\Client;
use Ringlock\Portal\Fault;
use Ringlock\Portal\Proof;
use Ringlock\Portal\Settings;

/** The second step of a login at FusionPBX. Whoever does not get in gets a page, and the request ends with it. */
final class Login
{
    /** @var FirstFactor */
    private $user;
    /** @var Settings */
    private $settings;
    /** @var Client */
    private $client;

    /** @return array<string, mixed> the user who is let in, for FusionPBX */
    public static function run(): array
    {
        $user = FirstFactor::ofSession();
        if ($user === null) {
            return self::startOver();
        }
        if (Bypass::isOpen(time())) {
            Host::log(LOG_ALERT, "Ringlock: $user->username@$user->domainName logs in without a second factor, by " . Bypass::file());
            return self::admit($user, []);
        }
        try {
            $settings = Settings::read(Host::settingsFile());
        } catch (Fault $fault) {
            return Page::closed($fault->getMessage());
        }
        return (new self($user, $settings))->step();
    }

    private function __construct(FirstFactor $user, Settings $settings)
    {
        $this->user = $user;
        $this->settings = $settings;
        $this->client = new Client($settings, Caller::ofRequest());
    }

    /** @return array<string, mixed> */
    private function step(): array
    {
        $held = HeldLogin::of($this->user, time());
        if ($held === null) {
            return $this->begin();
        }
        if (!$held->isOwnForm()) {
            return Page::ask($held, $this->settings);
        }
        $sent = $_POST['ringlock'] ?? '';
        if ($held->isEnrolment() && !in_array($sent, ['assertion', 'later', 'cancel'], true)) {
            return Page::ask($held, $this->settings);
        }
        switch ($sent) {
            case 'code':
                return $this->answer($held);
            case 'assertion':
                return $this->finish(self::posted('assertion'), $held->nonce, null);
            case 'later':
                $assertion = $held->offeredAssertion(time());
                return $assertion === null ? $this->expire() : $this->finish($assertion, $held->nonce, null);
            case 'email-code':
                return $this->mail($held, $this->client->sendEmailCode($held->challenge()), 'mailed-code');
            case 'reset':
                return $this->mail($held, $this->client->requestReset($held->challenge()), 'mailed-link');
            default:
                return self::startOver();
        }
    }

    /** @return array<string, mixed> */
    private function begin(): array
    {
        if ($this->user->cameByApiKey()) {
            return $this->judgeApiKey();
        }
        $password = $this->user->password();
        $hasPassword = $this->user->method === 'database' && !$this->settings->isOn('skip_password');
        if ($hasPassword && $password === null) {
            return self::startOver();
        }
        $nonce = Base64Url::random();
        $answer = $hasPassword
            ? $this->client->login($this->user->login(), (string) $password, $nonce)
            : $this->client->loginWithoutPassword($this->userKey(), [in_array($this->user->method, ['database', 'ldap'], true) ? 'pwd' : 'sso'], $nonce);

        if ($answer->text('status') === 'accepted' && $answer->text('enrolmentToken') !== '') {
            $answer->sendCookies(Host::path('/'));
            return Page::ask(HeldLogin::begin($this->user, $nonce, $answer->body, time()), $this->settings);
        }
        if ($answer->text('status') === 'accepted') {
            return $this->finish($answer->text('assertion'), $nonce, $answer);
        }
        if ($answer->text('status') === 'challenge') {
            return Page::ask(HeldLogin::begin($this->user, $nonce, $answer->body, time()), $this->settings);
        }
        if ($answer->errorCode() === 'enrolment-required' && is_string($answer->body['error']['enrolmentToken'] ?? null)) {
            $asked = ['enrolmentToken' => $answer->body['error']['enrolmentToken']];
            return Page::ask(HeldLogin::begin($this->user, $nonce, $asked, time()), $this->settings);
        }
        return $this->refuse($answer);
    }

    /** @return array<string, mixed> */
    private function answer(HeldLogin $held): array
    {
        $factor = self::posted('factor');
        $code = trim(self::posted('code'));
        if (!in_array($factor, $held->factors(), true) || $code === '') {
            return Page::ask($held, $this->settings, 'code-missing');
        }
        $answer = $this->client->answerChallenge($held->challenge(), $factor, $code, isset($_POST['ringlock_trust']));
        if ($answer->text('status') === 'accepted') {
            return $this->finish($answer->text('assertion'), $held->nonce, $answer);
        }
        $error = (string) $answer->errorCode();
        if (in_array($error, ['code-rejected', 'code-used'], true)) {
            Host::logFailure($this->user, $error);
        }
        if ($error === 'challenge-expired' || ($answer->body['error']['codesLeft'] ?? null) === 0) {
            return $this->refuse($answer);
        }
        return Page::ask($held, $this->settings, $error, $answer->retryAfter());
    }

    /** @return array<string, mixed> */
    private function mail(HeldLogin $held, Answer $answer, string $done): array
    {
        return Page::ask($held, $this->settings, $answer->isOk() ? $done : (string) $answer->errorCode(), $answer->retryAfter());
    }

    /** @return array<string, mixed> */
    private function finish(string $assertion, string $nonce, ?Answer $answer): array
    {
        $proof = (new Proof($this->settings, $this->client))->redeem($assertion, $this->userKey(), $nonce, $refusal);
        if ($proof === null) {
            Host::log(LOG_WARNING, "Ringlock: the login of {$this->user->login()} is refused: $refusal");
            Host::logFailure($this->user, 'the proof of the login is refused');
            Host::forgetLogin();
            return Page::refused('proof-refused', 403);
        }
        if ($answer !== null) {
            $answer->sendCookies(Host::path('/'));
            if (!empty($answer->body['enrolment']['invited'])) {
                Page::invite();
            }
        }
        if (!$this->settings->isOn('remember_me')) {
            // FusionPBX would make a cookie that lets in for seven days, with neither password nor code.
            unset($_SESSION['remember']);
        }
        return self::admit($this->user, $proof->amr());
    }

    /** @return array<string, mixed> */
    private function judgeApiKey(): array
    {
        if ($this->settings->text('api_key', 'refuse') === 'allow') {
            return self::admit($this->user, []);
        }
        Host::logFailure($this->user, 'API keys are refused');
        Host::forgetLogin();
        return Page::plain("API keys are refused while Ringlock guards this login (api_key in its settings).\n", 403);
    }

    /** Begins anew with the password, and says why. @return array<string, mixed> */
    private function refuse(Answer $answer): array
    {
        $error = (string) $answer->errorCode();
        if ($error === 'unavailable') {
            return Page::closed("Ringlock does not answer: $answer->why");
        }
        if ($error === 'unauthenticated' || $error === 'forbidden') {
            return Page::closed("Ringlock does not take this portal's key: $error");
        }
        if ($error === 'login-rejected') {
            Host::logFailure($this->user, 'Ringlock does not know the user, or another password');
        }
        Host::forgetLogin();
        return Page::refused($error, $answer->status, $answer->retryAfter());
    }

    /** @return array<string, mixed> */
    private function expire(): array
    {
        Host::forgetLogin();
        return Page::refused('challenge-expired', 401);
    }

    private function userKey(): string
    {
        return $this->settings->userStore() . ':' . $this->user->userUuid;
    }

    /** @param string[] $amr how Ringlock says the user proved it @return array<string, mixed> */
    private static function admit(FirstFactor $user, array $amr): array
    {
        HeldLogin::end();
        // FusionPBX does so in some versions alone; who knew the session's id before the login must not know it after.
        session_regenerate_id(true);
        $result = $user->result();
        foreach (['domain_uuid', 'domain_name', 'user_uuid', 'username', 'contact_uuid'] as $name) {
            $_SESSION[$name] = $result[$name];
        }
        $_SESSION['ringlock_amr'] = $amr;
        $_SESSION['authentication']['plugin']['ringlock'] = $result;
        return $result;
    }

    /** @return array<string, mixed> */
    private static function startOver(): array
    {
        Host::forgetLogin();
        Host::redirect('/login.php');
        return [];
    }

    private static function posted(string $name): string
    {
        $value = $_POST["ringlock_$name"] ?? '';
        return is_string($value) ? $value : '';
    }
}
