// SPDX-License-Identifier: GPL-3.0-or-later
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The other side of a topic: Kafka's own client, which shares nothing with librdkafka. One JSON object a line in, one a line out.
 * Usage: java -cp 'JARS/*' KafkaPeer.java HOST:PORT
 */
public class KafkaPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final String brokers;
    private final Admin admin;
    private final Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();

    private KafkaPeer(String brokers) {
        this.brokers = brokers;
        this.admin = Admin.create(Map.of("bootstrap.servers", brokers, "default.api.timeout.ms", 20000, "request.timeout.ms", 10000,
            "reconnect.backoff.max.ms", 200, "retry.backoff.max.ms", 200));
    }

    private KafkaProducer<byte[], byte[]> producer(String compression, boolean transactional) {
        return producers.computeIfAbsent(compression + transactional, key -> {
            Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", brokers, "compression.type", compression,
                "max.request.size", 20000000, "buffer.memory", 64000000, "delivery.timeout.ms", 30000, "request.timeout.ms", 5000,
                "reconnect.backoff.max.ms", 200, "linger.ms", 5, "metadata.max.idle.ms", 5000));
            if (transactional)
                settings.put("transactional.id", "peer-" + compression);
            KafkaProducer<byte[], byte[]> made = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            if (transactional)
                made.initTransactions();
            return made;
        });
    }

    private static byte[] bytes(JsonNode text) {
        return text == null || text.isNull() ? null : text.asText().getBytes(StandardCharsets.UTF_8);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, JsonNode one) throws Exception {
        Integer partition = one.has("partition") ? one.get("partition").asInt() : null;
        Long time = one.has("time") ? one.get("time").asLong() : null;
        byte[] value = one.has("value64") ? one.get("value64").binaryValue() : bytes(one.get("value"));
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, time, bytes(one.get("key")), value);
        for (JsonNode header : one.path("headers"))
            record.headers().add(header.get(0).asText(), bytes(header.get(1)));
        return record;
    }

    private void produce(JsonNode order, ObjectNode answer) throws Exception {
        String transaction = order.path("transaction").asText("");
        KafkaProducer<byte[], byte[]> producer = producer(order.path("compression").asText("snappy"), !transaction.isEmpty());
        if (!transaction.isEmpty())
            producer.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (JsonNode one : order.get("records"))
            sent.add(producer.send(record(order.get("topic").asText(), one)));
        producer.flush();
        ArrayNode offsets = answer.putArray("offsets");
        for (Future<RecordMetadata> one : sent)
            offsets.add(one.get().offset());
        if (transaction.equals("commit"))
            producer.commitTransaction();
        else if (transaction.equals("abort"))
            producer.abortTransaction();
    }

    private void handle(JsonNode order, ObjectNode answer) throws Exception {
        String topic = order.path("topic").asText();
        switch (order.get("op").asText()) {
            case "produce" -> produce(order, answer);
            case "create" -> {
                Map<String, String> config = new HashMap<>();
                order.path("config").fields().forEachRemaining(entry -> config.put(entry.getKey(), entry.getValue().asText()));
                admin.createTopics(List.of(new NewTopic(topic, Optional.of(order.path("partitions").asInt(1)), Optional.of((short) 1))
                    .configs(config))).all().get();
            }
            case "delete" -> admin.deleteTopics(List.of(topic)).all().get();
            case "grow" -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(order.get("partitions").asInt()))).all().get();
            case "trim" -> admin.deleteRecords(Map.of(new TopicPartition(topic, order.path("partition").asInt()),
                RecordsToDelete.beforeOffset(order.get("before").asLong()))).all().get();
            case "reserve" -> admin.createAcls(List.of(new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:admin", "*", AclOperation.ALL, AclPermissionType.ALLOW)))).all().get();
            case "user" -> admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(order.get("user").asText(),
                new ScramCredentialInfo(ScramMechanism.fromMechanismName(order.get("mechanism").asText()), 4096),
                order.get("password").asText()))).all().get();
            case "topics" -> admin.listTopics().names().get().forEach(answer.withArray("topics")::add);
            default -> throw new IllegalArgumentException(order.toString());
        }
    }

    public static void main(String[] arguments) throws Exception {
        KafkaPeer peer = new KafkaPeer(arguments[0]);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            ObjectNode answer = JSON.createObjectNode();
            try {
                peer.handle(JSON.readTree(line), answer);
            } catch (Exception problem) {
                answer.put("error", problem.toString());
            }
            System.out.println(answer);
            System.out.flush();
        }
        System.exit(0);
    }
}
