<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Fault;
use Ringlock\Portal\Probe;

/** Decides on every web request that loads FreePBX: it returns, and the request goes on, or it answers in its place. */
final class Gate
{
    public function pass(): void
    {
        // The anchor runs at the end of freepbx.conf, also where that was asked for the configuration alone: no login there.
        if (!class_exists('FreePBX', false)) {
            return;
        }
        $this->answerProbe();
        if (Place::isOff()) {
            return;
        }
        try {
            $settings = Place::settings();
        } catch (Fault $fault) {
            error_log('ringlock: ' . $fault->getMessage());
            Page::refuse(503, Texts::say('You are not logged in'), Problem::text('unavailable', null));
            return;
        }
        $path = Relay::asked();
        if ($path !== null && Relay::isUserCall($path) && Relay::hasTicket($settings)) {
            Relay::user($settings, $path);
        }
        $webRoot = (string) \FreePBX::Config()->get('AMPWEBROOT');
        if (Request::isUcp($webRoot)) {
            (new UcpGate($settings, new Passes(\FreePBX::Database())))->pass();
        } elseif (ApiGate::isAsked()) {
            (new ApiGate($settings))->pass();
        } else {
            (new AdminGate($settings, new Passes(\FreePBX::Database())))->pass();
        }
    }

    private function answerProbe(): void
    {
        $nonce = Request::text('ringlock_probe');
        if ($nonce === '') {
            return;
        }
        $state = Place::isOff() ? 'off' : 'on';
        $answer = Probe::answer($nonce, Place::settings()->key(), 'freepbx', Place::VERSION, $state);
        if ($answer !== null) {
            Page::data(200, $answer);
        }
    }
}
