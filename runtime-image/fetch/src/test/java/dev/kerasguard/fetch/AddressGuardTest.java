package dev.kerasguard.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "fe80::1",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "::169.254.169.254",
                "168.63.129.16",
                "100.100.100.200",
                "192.0.0.192",
                "fd00:ec2::254",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255",
                "240.0.0.1",
                "0.1.2.3"
            })
    void someAddressesAreRefusedWhateverAPolicyNames(String address) throws Exception {
        assertThat(AddressGuard.objection(InetAddress.getByName(address), true, true))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.96.0.10",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "fd12::1",
                "fec0::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1"
            })
    void privateAddressesNeedAPolicyThatNamesThem(String address) throws Exception {
        InetAddress resolved = InetAddress.getByName(address);

        assertThat(AddressGuard.objection(resolved, false, false)).isPresent();
        assertThat(AddressGuard.objection(resolved, true, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1"})
    void aNamedHostThatResolvesToThePodItselfIsRefused(String address) throws Exception {
        InetAddress resolved = InetAddress.getByName(address);

        assertThat(AddressGuard.objection(resolved, true, false)).isPresent();
        assertThat(AddressGuard.objection(resolved, true, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "2606:2800:220:1::1", "172.32.0.1", "100.128.0.1", "64:ff9b::5db8:d822"})
    void publicAddressesNeedNoPolicy(String address) throws Exception {
        assertThat(AddressGuard.objection(InetAddress.getByName(address), false, false))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://models.demo.svc/, http://models.demo.svc/digits.keras, true",
        "http://models.demo.svc, http://models.demo.svc/digits.keras, true",
        "http://models.demo.svc/, http://MODELS.demo.svc:80/a, true",
        "http://models.demo.svc, http://models.demo.svc.evil.example/a, false",
        "http://models.demo.svc, http://models.demo.svc@evil.example/a, false",
        "http://models.demo.svc/, http://user@models.demo.svc/a, false",
        "http://models.demo.svc/, https://models.demo.svc/a, false",
        "http://models.demo.svc/, http://models.demo.svc:8080/a, false",
        "https://host/team/, https://host/other/a, false",
        "https://host/team/, https://host/team/../other/a, false",
        "https://host/team/, https://host/team/%2e%2e/other, false",
        "https://host/team/, https://host/team/..%2fother, false",
        "https://, https://host/a, false",
    })
    void aPrefixNamesOnlyItsOwnServerAndPath(String prefix, String uri, boolean named) {
        assertThat(new UriPrefixes(List.of(prefix)).name(URI.create(uri))).isEqualTo(named);
    }
}
